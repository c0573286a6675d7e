using Clearance.LoadTests.Peers;
using Clearance.Workload;

namespace Clearance.LoadTests.Tests.Peers;

public sealed class OtherPeerTests
{
    [RedisFact]
    public async Task Redis_answers_every_scenario()
    {
        await using var server = await RedisServer.Start(RedisServer.Find()!, Path.GetTempPath());
        await RedisPeer.Fill(server.Address, 10);

        (await ServedPeer.Play(() => RedisPeer.Open(server.Address, 2, 8))).ShouldBe(ServedPeer.Right);
    }

    [Fact]
    public async Task A_dictionary_answers_every_scenario_until_it_ends()
    {
        var rows = new CountingRows();
        var answers = await ServedPeer.Play(() => Task.FromResult<IPeer>(new DictionaryPeer([], rows, 100)));

        var before = PeerScenarios.All.Where(static it => !it.AfterRestart).Select(static it => $"{it.Name}: {it.Right}").ToList();
        answers.Take(before.Count).ShouldBe(before);
        answers.ShouldContain("after a restart: a decision: unknown");
        rows.Written.ShouldBeGreaterThan(0);
    }

    private sealed class CountingRows : IBareRows
    {
        public int Written { get; private set; }

        public Task Write(IReadOnlyList<CommonBatch> batches)
        {
            Written += batches.Sum(static batch => batch.Rows.Count);
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

using System.Diagnostics;
using Clearance.Domain;
using Clearance.Kafka.Tests.Running;
using Clearance.Silo.Tests.Running;
using Clearance.Storage;
using Xunit.Abstractions;

namespace Clearance.Kafka.Tests;

/// <summary>
/// The topics are the record of what came: a restored engine reads the rest from where its backup was, and a store made anew from them is
/// the same.
/// </summary>
[Collection(OneBroker.Name)]
public sealed class ReplayTests(TestBroker broker, ITestOutputHelper output) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("clearance-replay-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_restored_engine_reads_the_rest_by_itself_and_a_store_made_anew_from_the_topics_is_the_same()
    {
        var topics = broker.Under("replay.");
        using var load = new KafkaLoad(topics, 14);
        load.MakeTopics();
        var (backup, data) = (In("backup"), In("data"));
        await using (var engine = await EngineProcess.Start(topics.EngineOptions("drill")))
        {
            load.Produce(600);
            await ReadSome(KeptFacts.Of(engine));
            var made = await StoreBackup.OfFolder(engine.Data, backup, TimeProvider.System);
            made.Positions.ShouldNotBeEmpty();
            load.Produce(300);
            await engine.Kill();
            Array.ForEach(Directory.GetFiles(engine.Data), File.Delete);
        }

        await StoreBackup.ToFolder(backup, data);
        load.Produce(100);
        await using var restored = await EngineProcess.StartIn(data, topics.EngineOptions("drill"));
        await Finished(load, KeptOf(data), restored);
        await using var never = await EngineProcess.Start(topics.EngineOptions("never-died"));
        await Finished(load, KeptFacts.Of(never), never);
        (await DigestOf(data)).ShouldBe(await DigestOf(never.Data));

        await VerifyAndTamper(topics, load, data, restored);
    }

    private async Task VerifyAndTamper(TestBroker topics, KafkaLoad load, string data, EngineProcess restored)
    {
        var watch = Stopwatch.StartNew();
        var (code, said, errors) = await Verify(topics, data, In("anew"));
        output.WriteLine($"{said}{errors}in {watch.Elapsed.TotalSeconds:N1} s with the start of the process");
        (code, said.TrimEnd().EndsWith("the same", StringComparison.Ordinal)).ShouldBe((0, true), said + errors);

        // What is in no topic: a fact more over HTTP, and events that the store had not read when it was looked at.
        await restored.Client.PostEvents("customs.taxpayers", """
            {"type":"EnforcementPlaced","id":"replay:1","at":"2026-11-02T08:00:00+07:00","taxpayer":"0100109106","decision":"QD-1/2026","effectiveFrom":"2026-11-02"}
            """u8.ToArray());
        (await restored.Stop()).ShouldBe(0);
        load.Produce(50);
        var (other, found, _) = await Verify(topics, data, In("anew-2"));
        other.ShouldBe(1);
        found.ShouldContain("1 taxpayers differ by facts, 0 by where money lies, 0 by reservations");
        found.ShouldContain("…9106 Facts, in one of them only");
        (await Verify(topics, data, In("anew"))).ExitCode.ShouldBe(2, "a folder that is not empty is refused");
    }

    private static Task<(int ExitCode, string Output, string Error)> Verify(TestBroker topics, string data, string into) =>
        EngineProcess.Run(["--replay-verify", data, "--data", into, .. topics.EngineOptions("verify")]);

    private static KeptFacts KeptOf(string data) => new(() =>
        new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(data, "clearance.db")};Mode=ReadOnly;Pooling=False"));

    private static async Task<string> DigestOf(string data)
    {
        await using var source = StateSource.OpenFolder(data);
        return (await StateDigest.Of(source)).Value;
    }

    /// <summary>Waits until something of each kind was read, and not yet everything.</summary>
    private static async Task ReadSome(KeptFacts kept)
    {
        var late = Stopwatch.StartNew();
        while (kept.Positions().Keys.Select(static it => it.Stream).Distinct().Count(static it => it is EventStream.Declarations or EventStream.Payments) < 2)
        {
            late.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(1));
            await Task.Delay(20);
        }
    }

    private static async Task Finished(KafkaLoad load, KeptFacts kept, EngineProcess engine)
    {
        var late = Stopwatch.StartNew();
        while (load.Written.Ends.Any(end => kept.Positions().GetValueOrDefault(end.Key) < end.Value))
        {
            late.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(1), engine.Output);
            await Task.Delay(50);
        }
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);
}

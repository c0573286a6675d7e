using Clearance.Silo.Tests.Push;
using Clearance.Silo.Tests.Running;
using Clearance.Testing.Stores;

namespace Clearance.Silo.Tests.Cluster;

/// <summary>Whichever engine of a cluster commits a decision, each of them streams it. In a build with Orleans.</summary>
public sealed class ClusterPushTests : IAsyncLifetime
{
    private const int Fillings = 6;

    private PostgresServer? server;
    private ThreeEngines? cluster;

    public async Task InitializeAsync()
    {
        server = await PostgresServer.Create();
        cluster = await ThreeEngines.Start(server.Connection);
    }

    public async Task DisposeAsync()
    {
        await cluster!.DisposeAsync();
        await server!.DisposeAsync();
    }

    [Fact]
    public async Task Every_engine_streams_what_any_of_them_commits_and_an_id_of_one_is_good_at_the_others()
    {
        var engines = cluster!.Engines;
        var streams = await Task.WhenAll(engines.Select(static engine => EventStream.Open(engine.Http, "/v1/decisions/stream")));
        await Task.WhenAll(Enumerable.Range(0, Fillings).Select(n => JournalMaker.Fill(engines[n % 3].Http)));
        var all = (await engines[0].Http.GetJson("/v1/decisions?limit=1000")).GetProperty("decisions").EnumerateArray()
            .Select(static it => it.GetProperty("id").GetString()!).Order().ToList();

        foreach (var stream in streams)
        {
            var events = await stream.Take(all.Count);
            events.Select(static e => e.Decision).Order().ShouldBe(all);
            foreach (var chain in events.GroupBy(static e => e.Decision.Split(':')[0]))
            {
                chain.Select(static e => int.Parse(e.Decision.Split(':')[1])).ShouldBe(Enumerable.Range(1, chain.Count()), chain.Key);
            }

            var half = events.Count / 2;
            foreach (var engine in engines)
            {
                using var rest = await EventStream.Open(engine.Http, "/v1/decisions/stream", events[half - 1].Id);
                (await rest.Take(events.Count - half)).Select(static e => e.Decision).Order()
                    .ShouldBe(events.Skip(half).Select(static e => e.Decision).Order());
            }

            stream.Dispose();
        }
    }
}

using System.Net;
using Clearance.Silo.Tests.Http;
using Clearance.Silo.Tests.Running;
using Clearance.Testing.Stores;

namespace Clearance.Silo.Tests.Access;

/// <summary>S14: a greedy caller is refused, and others are served meanwhile.</summary>
public sealed class ClientLimitTests
{
    [Fact]
    public async Task Who_brings_more_events_than_it_may_waits_and_others_do_not()
    {
        await using var engine = await Started("--Clearance:Limits:Client:EventsPerSecond", "1");
        using var greedy = engine.Bank();
        await greedy.PostEvents("bank.payments", Payments(900));
        using (var refused = await greedy.PostRaw("/v1/streams/bank.payments/events", Payments(500)))
        {
            await refused.ShouldBeProblem(429, "ClientLimit");
            refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(300, 500, "as long as 500 events take at one a second");
        }

        using var customs = engine.Customs();
        (await customs.PostEvent("customs.taxpayers", Sample.Status().ToJsonString())).Short().ShouldBe("accepted");
        (await customs.GetAsync("/v1/decisions")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Who_asks_more_than_it_may_waits_and_a_batch_counts_as_all_it_asks()
    {
        await using var engine = await Started("--Clearance:Limits:Client:QueriesPerSecond", "1");
        using var greedy = engine.As("gate-1", "port");
        using var other = engine.As("gate-2", "port");
        var batch = $$"""{"declarations":[{{string.Join(',', Enumerable.Repeat("\"1\"", 999))}}]}""";
        (await greedy.PostRaw("/v1/eligibility", batch)).StatusCode.ShouldBe(HttpStatusCode.OK);
        using (var refused = await greedy.PostRaw("/v1/eligibility", batch))
        {
            await refused.ShouldBeProblem(429, "ClientLimit");
        }

        (await other.PostRaw("/v1/eligibility", batch)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_caller_has_so_many_calls_under_way_and_the_access_file_says_otherwise_of_one()
    {
        var store = new InMemoryStore();
        using var folder = new AccessFolder();
        var content = AccessFolder.Content();
        content["limits"] = System.Text.Json.Nodes.JsonNode.Parse("""{"trusted":{"concurrency":10}}""");
        folder.WriteAccess(content);
        await using var app = await Silos.Over(store, ["--host", "Local", .. folder.Options, "--Clearance:Limits:Client:Concurrency", "2"]);
        await app.StartAsync();
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        store.BeforeRead = () => held.Task;
        using var greedy = Connect("greedy");
        using var trusted = Connect("trusted");
        var path = $"/v1/taxpayers/{Sample.Taxpayer()}";
        var calls = Enumerable.Range(0, 5).Select(_ => greedy.GetAsync(path)).ToList();
        var others = Enumerable.Range(0, 5).Select(_ => trusted.GetAsync(path)).ToList();
        for (var left = 1000; calls.Count(static call => call.IsCompleted) < 3; left--)
        {
            left.ShouldBeGreaterThan(0);
            await Task.Delay(10);
        }

        foreach (var call in calls.Where(static call => call.IsCompleted).ToList())
        {
            using var refused = await call;
            await refused.ShouldBeProblem(429, "ClientLimit");
        }

        calls.Count(static call => !call.IsCompleted).ShouldBe(2);
        held.SetResult();
        (await Task.WhenAll(others)).ShouldAllBe(static answer => answer.StatusCode == HttpStatusCode.OK);
        (await greedy.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await app.StopAsync();

        HttpClient Connect(string name)
        {
            var http = Silos.Connect(app);
            http.DefaultRequestHeaders.Authorization = new("Bearer", folder.Tokens.Token(Tokens.Claims(name, "auditor")));
            return http;
        }
    }

    [Fact]
    public async Task A_caller_follows_so_many_streams_and_gives_a_place_back_when_it_goes()
    {
        await using var engine = await Started("--Clearance:Limits:Client:Subscribers", "1");
        using var greedy = engine.Customs();
        using var other = engine.As("audit", "auditor");
        var first = await Follow(greedy);
        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        using (var refused = await Follow(greedy))
        {
            await refused.ShouldBeProblem(429, "ClientLimit");
        }

        (await Follow(other)).StatusCode.ShouldBe(HttpStatusCode.OK);
        first.Dispose();
        for (var left = 500; (await Follow(greedy)).StatusCode != HttpStatusCode.OK; left--)
        {
            left.ShouldBeGreaterThan(0);
            await Task.Delay(20);
        }
    }

    [Fact]
    public async Task Where_nobody_is_told_apart_the_limits_are_of_an_address()
    {
        await using var app = await Silos.Over(new InMemoryStore(), "--host", "Local", "--Clearance:Limits:Client:QueriesPerSecond", "1");
        await app.StartAsync();
        using var http = Silos.Connect(app);
        var batch = $$"""{"declarations":[{{string.Join(',', Enumerable.Repeat("\"1\"", 1000))}}]}""";
        (await http.PostRaw("/v1/eligibility", batch)).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var refused = await http.PostRaw("/v1/eligibility", batch);
        await refused.ShouldBeProblem(429, "ClientLimit");
        (await http.GetAsync("/healthz")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await app.StopAsync();
    }

    private static Task<HttpResponseMessage> Follow(HttpClient http) =>
        http.GetAsync("/v1/decisions/stream", HttpCompletionOption.ResponseHeadersRead);

    private static string Payments(int count)
    {
        var taxpayer = Sample.Taxpayer();
        return $"[{string.Join(',', Enumerable.Range(0, count).Select(_ => Sample.Payment(taxpayer, null, 1).ToJsonString()))}]";
    }

    private static async Task<AccessEngine> Started(params string[] options)
    {
        var engine = new AccessEngine(options);
        await engine.InitializeAsync();
        return engine;
    }
}

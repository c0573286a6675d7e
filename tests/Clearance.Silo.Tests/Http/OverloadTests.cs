using Clearance.Silo.Tests.Running;
using Clearance.Testing.Stores;

namespace Clearance.Silo.Tests.Http;

/// <summary>More than may wait for a taxpayer, or for all of them, is refused at once, and only that.</summary>
public sealed class OverloadTests
{
    private const int Bound = 8;
    private const string Stream = "/v1/streams/customs.taxpayers/events";

    public static TheoryData<string> Hosts => SiloSettings.HasOrleans ? ["Local", "Orleans"] : ["Local"];

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task What_does_not_fit_into_a_queue_is_answered_429_at_once_and_nothing_of_it_is_applied(string host)
    {
        var store = new InMemoryStore();
        await using var app = await Silos.Over(store, "--host", host, "--Clearance:Limits:WaitingCalls", $"{Bound}");
        await app.StartAsync();
        using var http = Silos.Connect(app);
        var taxpayer = Sample.Taxpayer();
        await http.PostEvent("customs.taxpayers", Sample.Status(taxpayer).ToJsonString());
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        store.BeforeCommit = _ => held.Task;

        var events = Enumerable.Range(0, 3 * Bound).Select(_ => Sample.Status(taxpayer).ToJsonString()).ToList();
        var calls = events.ConvertAll(e => http.PostRaw(Stream, e));
        await Until(() => calls.Count(static call => call.IsCompleted) == 2 * Bound);
        foreach (var call in calls.Where(static call => call.IsCompleted))
        {
            using var refused = await call;
            await refused.ShouldBeProblem(429, "Overloaded");
            refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        }

        var waiting = calls.ConvertAll(static call => !call.IsCompleted);
        (await http.PostRaw(Stream, "[]")).IsSuccessStatusCode.ShouldBeTrue("nothing waits for it");
        held.SetResult();
        foreach (var call in calls.Where((_, i) => waiting[i]))
        {
            using var answer = await call;
            answer.IsSuccessStatusCode.ShouldBeTrue();
        }

        for (var i = 0; i < events.Count; i++)
        {
            (await http.PostEvent("customs.taxpayers", events[i])).Short().ShouldBe(waiting[i] ? "duplicate" : "accepted");
        }

        await app.StopAsync();
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task Questions_that_wait_for_a_ledger_to_be_read_are_bounded_as_well(string host)
    {
        var store = new InMemoryStore();
        await using var app = await Silos.Over(store, "--host", host, "--Clearance:Limits:WaitingCalls", $"{Bound}");
        await app.StartAsync();
        using var http = Silos.Connect(app);
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        store.BeforeRead = () => held.Task;

        var path = $"/v1/taxpayers/{Sample.Taxpayer()}";
        var calls = Enumerable.Range(0, 4 * Bound).Select(_ => http.GetAsync(path)).ToList();
        await Until(() => calls.Count(static call => call.IsCompleted) >= Bound);
        foreach (var call in calls.Where(static call => call.IsCompleted).ToList())
        {
            using var refused = await call;
            await refused.ShouldBeProblem(429, "Overloaded");
        }

        held.SetResult();
        await Task.WhenAll(calls);
        (await http.GetAsync(path)).IsSuccessStatusCode.ShouldBeTrue();
        await app.StopAsync();
    }

    [Fact]
    public async Task More_events_than_may_be_under_way_are_answered_429_whoever_they_are_about()
    {
        var store = new InMemoryStore();
        await using var app = await Silos.Over(store, "--Clearance:Limits:EventsUnderWay", "4");
        await app.StartAsync();
        using var http = Silos.Connect(app);
        var (first, held) = await UnderWay(store, http, 3);
        var late = Some(2);
        using (var refused = await http.PostRaw(Stream, late))
        {
            await refused.ShouldBeProblem(429, "Overloaded");
            refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        }

        held.SetResult();
        using (var answered = await first)
        {
            (await answered.Content.ReadAsStringAsync()).Split("\"accepted\"").Length.ShouldBe(4);
        }

        using var again = await http.PostRaw(Stream, late);
        (await again.Content.ReadAsStringAsync()).Split("\"accepted\"").Length.ShouldBe(3, "nothing of it was applied");
        using var alone = await http.PostRaw(Stream, Some(9));
        (await alone.Content.ReadAsStringAsync()).Split("\"accepted\"").Length.ShouldBe(10, "one call is let in whatever it brings");
        await app.StopAsync();
    }

    [Fact]
    public async Task When_it_is_full_a_call_is_refused_before_anything_of_its_body_is_looked_at()
    {
        var store = new InMemoryStore();
        await using var app = await Silos.Over(store, "--Clearance:Limits:EventsUnderWay", "4");
        await app.StartAsync();
        using var http = Silos.Connect(app);
        var (first, held) = await UnderWay(store, http, 4);
        using (var refused = await http.PostRaw(Stream, "nonsense"))
        {
            await refused.ShouldBeProblem(429, "Overloaded");
        }

        held.SetResult();
        (await first).Dispose();
        using var read = await http.PostRaw(Stream, "nonsense");
        await read.ShouldBeProblem(400, "UnreadableBody");
        await app.StopAsync();
    }

    /// <summary>A call whose events are being committed until the test lets them.</summary>
    private static async Task<(Task<HttpResponseMessage> Call, TaskCompletionSource Held)> UnderWay(InMemoryStore store, HttpClient http, int events)
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var committing = 0;
        store.BeforeCommit = _ =>
        {
            Interlocked.Increment(ref committing);
            return held.Task;
        };
        var call = http.PostRaw(Stream, Some(events));
        await Until(() => Volatile.Read(ref committing) > 0);
        return (call, held);
    }

    private static string Some(int events) =>
        $"[{string.Join(',', Enumerable.Range(0, events).Select(static _ => Sample.Status(Sample.Taxpayer()).ToJsonString()))}]";

    private static async Task Until(Func<bool> isSo)
    {
        for (var left = 2000; !isSo(); left--)
        {
            left.ShouldBeGreaterThan(0);
            await Task.Delay(10);
        }
    }
}

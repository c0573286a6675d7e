using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Clearance.Silo.Tests.Http;
using Clearance.Silo.Tests.Running;
using Clearance.Testing.Stores;

namespace Clearance.Silo.Tests;

/// <summary>An engine that is asked to stop says so first, then ends what it took, and takes no longer than it may.</summary>
public sealed class StopTests
{
    private const string Stream = "/v1/streams/customs.taxpayers/events";

    public static TheoryData<string> Hosts => SiloSettings.HasOrleans ? ["Local", "Orleans"] : ["Local"];

    [Fact]
    public async Task Under_load_it_is_not_ready_first_and_answers_every_call_it_takes()
    {
        await using var engine = await EngineProcess.Start(
            "--Clearance:Limits:StopNotice", "00:00:02", "--Clearance:Limits:StopTimeout", "00:00:20");
        var sent = new ConcurrentBag<Sent>();
        using var end = new CancellationTokenSource();
        var senders = Enumerable.Range(0, 6).Select(_ => Task.Run(() => Send(engine.Url, sent, end.Token))).ToList();
        await Task.Delay(TimeSpan.FromSeconds(1));

        var asked = Stopwatch.GetTimestamp();
        engine.Terminate();
        await engine.Says("the engine is stopping");
        var said = Stopwatch.GetTimestamp();
        await engine.Process.WaitForExitAsync();

        engine.Process.ExitCode.ShouldBe(0, engine.Output);
        Stopwatch.GetElapsedTime(asked).ShouldBeInRange(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(40));
        await end.CancelAsync();
        await Task.WhenAll(senders);
        var answered = sent.Where(static call => call.Answer is not null).ToList();
        answered.ShouldAllBe(static call => call.Answer == "accepted", "it is taken once, and never refused");
        answered.Count(call => call.At > said).ShouldBeGreaterThan(0, "calls are taken after it said that it is not ready");

        await engine.Restart();
        foreach (var call in sent)
        {
            (await engine.Http.PostEvent("customs.taxpayers", call.Event)).Short()
                .ShouldBe(call.Answer is null ? "accepted" : "duplicate", "what was taken was answered, and what was not answered was not taken");
        }
    }

    [Fact]
    public async Task While_it_says_that_it_stops_calls_are_taken_and_no_connection_is_kept()
    {
        await using var app = await Silos.Over(new InMemoryStore(), "--host", "Local", "--Clearance:Limits:StopNotice", "00:00:03");
        await app.StartAsync();
        using var http = Silos.Connect(app);
        (await http.GetAsync("/readyz")).IsSuccessStatusCode.ShouldBeTrue();

        var stopping = app.StopAsync();
        using var ready = await http.GetAsync("/readyz");
        (await ready.ShouldBeProblem(503, "NotReady")).GetProperty("detail").GetString()!.ShouldContain("stopping");
        using var taken = await http.PostRaw(Stream, Sample.Status().ToJsonString());

        taken.IsSuccessStatusCode.ShouldBeTrue();
        (ready.Headers.ConnectionClose, taken.Headers.ConnectionClose).ShouldBe((true, true));
        stopping.IsCompleted.ShouldBeFalse();
        await stopping;
        await Should.ThrowAsync<HttpRequestException>(() => http.GetAsync("/readyz"));
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task It_ends_in_time_though_the_store_never_answers(string host)
    {
        var store = new InMemoryStore();
        await using var app = await Silos.Over(store, "--host", host, "--Clearance:Limits:StopTimeout", "00:00:04");
        await app.StartAsync();
        using var http = Silos.Connect(app);
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        store.BeforeCommit = _ =>
        {
            reached.TrySetResult();
            return new TaskCompletionSource().Task;
        };
        var hanging = http.PostRaw(Stream, Sample.Status().ToJsonString());
        await reached.Task;

        var began = Stopwatch.GetTimestamp();
        await app.StopAsync();

        Stopwatch.GetElapsedTime(began).ShouldBeInRange(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(20));
        await Should.ThrowAsync<HttpRequestException>(() => hanging);
    }

    /// <summary>Sends events one by one, for a while also after nobody listens any more.</summary>
    private static async Task Send(Uri url, ConcurrentBag<Sent> sent, CancellationToken end)
    {
        using var http = new HttpClient { BaseAddress = url };
        while (!end.IsCancellationRequested)
        {
            var (json, at) = (Sample.Status().ToJsonString(), Stopwatch.GetTimestamp());
            try
            {
                using var response = await http.PostRaw(Stream, json);
                var text = await response.Content.ReadAsStringAsync(CancellationToken.None);
                sent.Add(new Sent(json, at, response.IsSuccessStatusCode
                    ? JsonDocument.Parse(text).RootElement.GetProperty("results")[0].Short()
                    : text));
            }
            catch (HttpRequestException)
            {
                sent.Add(new Sent(json, at, null));
                await Task.Delay(200, CancellationToken.None);
            }
        }
    }

    /// <summary>A call, and its answer if there was one.</summary>
    private sealed record Sent(string Event, long At, string? Answer);
}

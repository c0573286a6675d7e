using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Clearance.Silo.Tests.Http;
using Clearance.Silo.Tests.Running;

namespace Clearance.Silo.Tests.Push;

/// <summary>Decisions are pushed to all who follow, each at his own pace.</summary>
public sealed class PushTests : IAsyncLifetime
{
    private const string Stream = "/v1/decisions/stream";
    private const int SubscribersMax = 40;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    private readonly string taxpayer = Sample.Taxpayer();
    private EngineProcess? engine;

    private HttpClient Http => engine!.Http;

    public async Task InitializeAsync() => engine = await EngineProcess.Start(
        "--Clearance:Push:Heartbeat", "00:00:01", "--Clearance:Push:Subscribers", $"{SubscribersMax}");

    public async Task DisposeAsync() => await engine!.DisposeAsync();

    [Fact]
    public async Task A_decision_is_pushed_soon_after_its_commit_and_only_what_came_after_the_call()
    {
        await Register(1);
        using var stream = await EventStream.Open(Http, Stream);

        var began = Stopwatch.GetTimestamp();
        var declaration = (await Register(1))[0];
        var pushed = (await stream.Next())!;

        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(Soon);
        (pushed.Type, pushed.Decision).ShouldBe(("DecisionChanged", $"{declaration[..11]}:1"));
        pushed.Data.GetProperty("decision").GetProperty("outcome").GetString().ShouldBe("hold");
    }

    [Fact]
    public async Task From_the_id_of_any_event_exactly_the_rest_follows()
    {
        using var whole = await EventStream.Open(Http, $"{Stream}?after=start");
        await Pay(await Register(6));
        var events = await whole.Take(12);

        for (var i = 0; i < events.Count; i++)
        {
            using var byHeader = await EventStream.Open(Http, Stream, events[i].Id);
            using var byQuery = await EventStream.Open(Http, $"{Stream}?after={events[i].Id}");
            var rest = events.Skip(i + 1).Select(static e => (e.Id, e.Decision)).ToList();
            (await byHeader.Take(rest.Count)).Select(static e => (e.Id, e.Decision)).ShouldBe(rest);
            (await byQuery.Take(rest.Count)).Select(static e => (e.Id, e.Decision)).ShouldBe(rest);
        }
    }

    [Fact]
    public async Task One_who_never_reads_and_one_who_reads_late_slow_nobody_and_lose_nothing()
    {
        const int declarations = 6000;
        using var stuck = await Stuck();
        using var late = await EventStream.Open(Http, Stream);
        var readers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => EventStream.Open(Http, Stream)));

        var posting = Register(declarations);
        var reading = readers.Select(reader => Task.Run(() => reader.Take(declarations))).ToList();
        var names = (await posting).Select(static it => $"{it[..11]}:1").ToHashSet();
        var posted = Stopwatch.GetTimestamp();
        var read = await Task.WhenAll(reading);

        Stopwatch.GetElapsedTime(posted).ShouldBeLessThan(Soon);
        read.ShouldAllBe(events => names.SetEquals(events.Select(static e => e.Decision)), "each has each decision, once");
        names.SetEquals((await late.Take(declarations)).Select(static e => e.Decision)).ShouldBeTrue("who is late reads on where he was");

        var (lastId, seen) = await ReadWhatIsLeft(stuck);
        using var again = await EventStream.Open(Http, Stream, lastId);
        seen.AddRange((await again.Take(declarations - seen.Count)).Select(static e => e.Decision));
        names.SetEquals(seen).ShouldBeTrue("who comes back has all of it, too");
        seen.ShouldBeUnique();
        foreach (var reader in readers)
        {
            reader.Dispose();
        }
    }

    [Fact]
    public async Task Who_chooses_hears_of_nothing_else_and_is_told_how_far_he_is()
    {
        var (mine, other) = ((await Register(1))[0], Sample.Taxpayer());
        using var ofTaxpayer = await EventStream.Open(Http, $"{Stream}?taxpayer={taxpayer}");
        using var ofDeclaration = await EventStream.Open(Http, $"{Stream}?declaration={mine}");
        using var clear = await EventStream.Open(Http, $"{Stream}?outcome=clear");
        var began = clear.LastId;

        await Pay(await Register(2, other), other);
        await Pay([mine]);

        (await ofTaxpayer.Next())!.Decision.ShouldBe($"{mine[..11]}:2");
        (await ofDeclaration.Next())!.Decision.ShouldBe($"{mine[..11]}:2");
        (await clear.Take(3)).ShouldAllBe(static e => e.Data.GetProperty("decision").GetProperty("outcome").GetString() == "clear");
        await Register(1, other);
        for (var beats = 0; ofDeclaration.LastId == began && beats < 10; beats++)
        {
            await ofDeclaration.Heartbeat();
        }

        ofDeclaration.LastId.ShouldNotBe(began);
        using var on = await EventStream.Open(Http, $"{Stream}?declaration={mine}", ofDeclaration.LastId);
        await Correct(mine);
        (await on.Next())!.Decision.ShouldBe($"{mine[..11]}:3");
    }

    [Fact]
    public async Task What_is_to_be_paid_is_pushed_too_and_after_an_amendment()
    {
        using var stream = await EventStream.Open(Http, "/v1/obligations/stream");
        var declaration = (await Register(1))[0];
        await Pay([declaration]);
        await Correct(declaration);

        var pushed = await stream.Take(3);

        pushed.ShouldAllBe(static e => e.Type == "ObligationChanged");
        pushed.Select(static e => e.Data.GetProperty("obligation").GetProperty("outstanding").GetInt64()).ShouldBe([9_000_000, 0, 3_000_000]);
    }

    [Fact]
    public async Task There_are_as_many_as_may_be_and_a_place_that_is_left_is_free()
    {
        var streams = await Task.WhenAll(Enumerable.Range(0, SubscribersMax).Select(_ => EventStream.Open(Http, Stream)));

        using var refused = await Http.GetAsync(Stream);
        await refused.ShouldBeProblem(429, "TooManySubscribers");
        refused.Headers.RetryAfter.ShouldNotBeNull();
        streams[0].Dispose();
        (await Freed()).ShouldBeTrue();
        foreach (var stream in streams)
        {
            stream.Dispose();
        }
    }

    [Fact]
    public async Task A_stop_ends_every_stream_in_order_and_waits_for_nobody_who_does_not_read()
    {
        using var stuck = await Stuck();
        using var stream = await EventStream.Open(Http, Stream);
        await Register(3000);
        var events = await stream.Take(3000);

        engine!.Terminate();
        (await stream.Next()).ShouldBeNull("the stream ends, and nothing is cut off");
        var began = Stopwatch.GetTimestamp();
        await engine.Process.WaitForExitAsync();

        engine.Process.ExitCode.ShouldBe(0, engine.Output);
        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(15));
        engine.Output.ShouldNotContain("failed; traceId");
        await engine.Restart();
        using var again = await EventStream.Open(Http, Stream, events[^1].Id);
        var declaration = (await Register(1))[0];
        (await again.Next())!.Decision.ShouldBe($"{declaration[..11]}:1");
    }

    /// <summary>A connection that asks for the stream and reads none of it.</summary>
    private async Task<TcpClient> Stuck()
    {
        // Of HTTP 1.0, so that the events come as they are and not in chunks.
        var client = new TcpClient { ReceiveBufferSize = 4096 };
        await client.ConnectAsync(engine!.Url.Host, engine.Url.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"GET {Stream}?after=start HTTP/1.0\r\nHost: 127.0.0.1:{engine.Url.Port}\r\n\r\n"));
        return client;
    }

    /// <summary>What the engine had sent him, until it gave him up or nothing more comes.</summary>
    private static async Task<(string LastId, List<string> Seen)> ReadWhatIsLeft(TcpClient client)
    {
        var (lastId, pending, seen) = ("start", "", new List<string>());
        using var reader = new StreamReader(client.GetStream());
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        try
        {
            while (await reader.ReadLineAsync(enough.Token) is { } line)
            {
                if (line.StartsWith("id: ", StringComparison.Ordinal))
                {
                    pending = line[4..];
                }
                else if (line.StartsWith("data: ", StringComparison.Ordinal) && line.EndsWith("}}", StringComparison.Ordinal))
                {
                    seen.Add(System.Text.Json.JsonDocument.Parse(line[6..]).RootElement.GetProperty("id").GetString()!);
                    lastId = pending;
                }
            }
        }
        catch (Exception cut) when (cut is IOException or OperationCanceledException or System.Text.Json.JsonException)
        {
            // What came whole is his.
        }

        return (lastId, seen);
    }

    private async Task<bool> Freed()
    {
        for (var tries = 0; tries < 200; tries++)
        {
            using var response = await Http.GetAsync(Stream, HttpCompletionOption.ResponseHeadersRead);
            if (response.IsSuccessStatusCode)
            {
                return true;
            }

            await Task.Delay(25);
        }

        return false;
    }

    private async Task<List<string>> Register(int count, string? owner = null)
    {
        var declarations = Enumerable.Range(0, count).Select(static _ => Sample.Declaration()).ToList();
        foreach (var chunk in declarations.Chunk(500))
        {
            await Post("customs.declarations", chunk.Select(one => Sample.RegisteredNow(one, owner ?? taxpayer).ToJsonString()));
        }

        return declarations;
    }

    private Task Pay(IEnumerable<string> declarations, string? payer = null) =>
        Post("bank.payments", declarations.Select(one => Sample.Payment(payer ?? taxpayer, one).ToJsonString()));

    private Task Correct(string declaration) => Post("customs.declarations",
    [
        Sample.RegisteredNow(declaration[..11] + "1", taxpayer).With("lines.0.amount", "12000000").ToJsonString(),
    ]);

    private async Task Post(string stream, IEnumerable<string> events) =>
        (await Http.PostEvents(stream, $"[{string.Join(',', events)}]")).ShouldAllBe(static result => result.Short() == "accepted");
}

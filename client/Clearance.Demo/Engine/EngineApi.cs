using System.Diagnostics;
using Clearance.Client;

namespace Clearance.Demo;

/// <summary>The engine cannot be reached, or does not answer as it should; the message says what to do.</summary>
internal sealed class EngineException(string message) : Exception(message);

/// <summary>What became of a body of events, and how long the engine took to say so.</summary>
internal sealed record PostAnswer(IReadOnlyList<EventResult> Results, TimeSpan Took);

/// <summary>The client as the day needs it: timed, patient, and with one kind of failure.</summary>
/// <remarks>What the engine asks to repeat is repeated: an event is applied once however often it is sent.</remarks>
internal sealed class EngineApi : IDisposable
{
    private const int TriesMax = 8;

    private readonly HttpClient _http;
    private readonly ClearanceClient _client;

    public EngineApi(Uri address)
    {
        _http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
        _client = new ClearanceClient(_http);
        Address = address;
    }

    public Uri Address { get; }

    public async Task WaitUntilReady(TimeSpan patience, CancellationToken cancel)
    {
        try
        {
            await _client.WaitReady(patience, cancel);
        }
        catch (TimeoutException)
        {
            throw new EngineException($"No engine is ready at {Address}. Start one first: ./run");
        }
    }

    /// <summary>Posts events of one stream; when it returns, all they caused is durable and visible.</summary>
    public async Task<PostAnswer> Post(string stream, IReadOnlyList<ReadOnlyMemory<byte>> events, CancellationToken cancel)
    {
        var body = Array(events);
        var clock = Stopwatch.StartNew();
        var results = await Patiently(() => _client.PostEvents(stream, body, cancel), cancel);
        return new PostAnswer(results, clock.Elapsed);
    }

    /// <summary>Asks about up to 1,000 declarations at once.</summary>
    public async Task<IReadOnlyList<Decision>> Decide(IReadOnlyList<string> declarations, DateOnly on, CancellationToken cancel)
    {
        var results = await Patiently(() => _client.Eligibility(declarations, on, cancel), cancel);
        return
        [
            .. results.Select(result => result.Decision
                ?? throw new EngineException($"No decision about {result.Declaration}: {result.Error?.Detail}")),
        ];
    }

    /// <summary>Asks where a taxpayer stands and where its money is.</summary>
    public Task<TaxpayerDetails> Taxpayer(string id, DateOnly on, CancellationToken cancel) =>
        Patiently(() => _client.Taxpayer(id, on, cancel), cancel);

    public void Dispose() => _http.Dispose();

    private async Task<T> Patiently<T>(Func<Task<T>> call, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (ClearanceException e) when (e.IsTransient && attempt < TriesMax)
            {
                await Task.Delay(e.RetryAfter ?? TimeSpan.FromMilliseconds(100 * attempt), cancel);
            }
            catch (ClearanceException e)
            {
                throw new EngineException($"The engine refused: {e.Message}");
            }
            catch (HttpRequestException e)
            {
                throw new EngineException($"The engine at {Address} does not answer any more: {e.Message}");
            }
        }
    }

    private static byte[] Array(IReadOnlyList<ReadOnlyMemory<byte>> events)
    {
        using var body = new MemoryStream(events.Sum(e => e.Length + 1) + 1);
        for (var i = 0; i < events.Count; i++)
        {
            body.WriteByte((byte)(i == 0 ? '[' : ','));
            body.Write(events[i].Span);
        }

        body.WriteByte((byte)']');
        return body.ToArray();
    }
}

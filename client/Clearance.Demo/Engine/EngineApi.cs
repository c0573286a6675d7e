using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Clearance.Demo;

/// <summary>The engine does not answer as it should; the message says what to do.</summary>
internal sealed class EngineException(string message) : Exception(message);

/// <summary>The four calls of the engine that the day needs.</summary>
/// <remarks>A refusal for overload or for an answer that takes too long is safe to repeat, and is repeated.</remarks>
internal sealed class EngineApi(Uri address) : IDisposable
{
    private const int TriesMax = 8;

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    private readonly HttpClient _http = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };

    public Uri Address { get; } = address;

    /// <summary>Waits until the engine says it is ready.</summary>
    public async Task WaitUntilReady(TimeSpan patience, CancellationToken cancel)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var answer = await _http.GetAsync("/readyz", cancel);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException) when (waited.Elapsed < patience)
            {
                // Not listening yet.
            }
            catch (HttpRequestException)
            {
                throw new EngineException($"Nothing answers at {Address}. Start the engine first: ./run");
            }

            if (waited.Elapsed > patience)
            {
                throw new EngineException($"The engine at {Address} is not ready.");
            }

            await Task.Delay(200, cancel);
        }
    }

    /// <summary>Posts events of one stream; when it returns, all they caused is durable and visible.</summary>
    public async Task<PostAnswer> Post(string stream, IReadOnlyList<ReadOnlyMemory<byte>> events, CancellationToken cancel)
    {
        var body = Array(events);
        var clock = Stopwatch.StartNew();
        var answer = await Send<PostBody>(() => Content(HttpMethod.Post, $"/v1/streams/{stream}/events", body), cancel);
        return new PostAnswer(answer.Results, clock.Elapsed);
    }

    /// <summary>Asks about up to 1,000 declarations at once.</summary>
    public async Task<IReadOnlyList<DecisionAnswer>> Decide(IReadOnlyList<string> declarations, DateOnly on, CancellationToken cancel)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { declarations, on }, Web);
        var answer = await Send<DecisionsBody>(() => Content(HttpMethod.Post, "/v1/eligibility", body), cancel);
        return answer.Results;
    }

    /// <summary>Asks where a taxpayer's money is.</summary>
    public Task<TaxpayerAnswer> Taxpayer(string id, CancellationToken cancel) =>
        Send<TaxpayerAnswer>(() => new HttpRequestMessage(HttpMethod.Get, $"/v1/taxpayers/{id}"), cancel);

    public void Dispose() => _http.Dispose();

    private async Task<T> Send<T>(Func<HttpRequestMessage> create, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var request = create();
            using var answer = await _http.SendAsync(request, cancel);
            if (answer.IsSuccessStatusCode)
            {
                return await answer.Content.ReadFromJsonAsync<T>(Web, cancel)
                    ?? throw new EngineException($"{request.RequestUri} answered null.");
            }

            if (answer.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests) || attempt == TriesMax)
            {
                throw new EngineException(
                    $"{request.Method} {request.RequestUri} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancel)}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100 * attempt), cancel);
        }
    }

    private static HttpRequestMessage Content(HttpMethod method, string path, byte[] json)
    {
        var content = new ByteArrayContent(json);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return new HttpRequestMessage(method, path) { Content = content };
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

    private sealed record PostBody(IReadOnlyList<EventAnswer> Results);

    private sealed record DecisionsBody(IReadOnlyList<DecisionAnswer> Results);
}

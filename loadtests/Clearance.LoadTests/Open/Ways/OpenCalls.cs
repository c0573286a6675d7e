using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Clearance.LoadTests.Open.Recording;

namespace Clearance.LoadTests.Open.Ways;

/// <summary>Single tries of calls: what came back, without trying again.</summary>
/// <param name="address">The engine's.</param>
/// <param name="connections">How many calls may be under way; more wait here, and should not be made.</param>
internal sealed class OpenCalls(Uri address, int connections) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan WaitUnlessSaid = TimeSpan.FromMilliseconds(200);

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        MaxConnectionsPerServer = connections,
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5),
    })
    {
        BaseAddress = address,
        Timeout = Patience,
    };

    /// <summary>Posts events of one stream.</summary>
    public Task<Answer> Post(string stream, IReadOnlyList<ReadOnlyMemory<byte>> events, CancellationToken cancel) =>
        Try(new HttpRequestMessage(HttpMethod.Post, $"/v1/streams/{stream}/events") { Content = new EventsContent(events) }, cancel);

    /// <summary>Asks about one declaration.</summary>
    public Task<Answer> Ask(string declaration, CancellationToken cancel) =>
        Try(new HttpRequestMessage(HttpMethod.Get, $"/v1/declarations/{declaration}/eligibility"), cancel);

    /// <summary>Asks about many.</summary>
    public Task<Answer> AskAll(IReadOnlyList<string> declarations, CancellationToken cancel)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(new { declarations }));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return Try(new HttpRequestMessage(HttpMethod.Post, "/v1/eligibility") { Content = content }, cancel);
    }

    /// <summary>What is known of a taxpayer.</summary>
    public Task<Answer> Taxpayer(string taxpayer, CancellationToken cancel) =>
        Try(new HttpRequestMessage(HttpMethod.Get, $"/v1/taxpayers/{taxpayer}"), cancel);

    /// <summary>What became of each event, in order.</summary>
    public static Verdict[] Verdicts(ReadOnlySpan<byte> answer, int count)
    {
        var verdicts = new Verdict[count];
        for (var i = 0; i < count; i++)
        {
            var status = "\"status\":\""u8;
            var at = answer.IndexOf(status);
            if (at < 0)
            {
                throw new InvalidOperationException($"{count} events were posted, and {i} answered.");
            }

            answer = answer[(at + status.Length)..];
            verdicts[i] = answer[0] switch
            {
                (byte)'a' => Verdict.Accepted,
                (byte)'d' => Verdict.Duplicate,
                (byte)'c' => Verdict.Conflict,
                (byte)'r' => Verdict.Rejected,
                _ => throw new InvalidOperationException("An event has a status that the contract does not have."),
            };
        }

        return verdicts;
    }

    /// <summary>The outcomes of declarations, in order.</summary>
    public static string[] Outcomes(byte[] answer)
    {
        using var document = JsonDocument.Parse(answer);
        return
        [
            .. document.RootElement.GetProperty("results").EnumerateArray()
                .Select(static result => result.TryGetProperty("outcome", out var outcome) ? outcome.GetString()! : "error"),
        ];
    }

    public void Dispose() => _http.Dispose();

    private async Task<Answer> Try(HttpRequestMessage request, CancellationToken cancel)
    {
        using (request)
        {
            try
            {
                using var answer = await _http.SendAsync(request, cancel);
                var wait = answer.Headers.RetryAfter?.Delta ?? WaitUnlessSaid;
                return new Answer(answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancel), wait);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException && !cancel.IsCancellationRequested)
            {
                return new Answer(0, Encoding.UTF8.GetBytes(e.Message), WaitUnlessSaid);
            }
        }
    }
}

/// <summary>What came back.</summary>
/// <param name="Status">0: nobody answered.</param>
/// <param name="Bytes">The body, or what the connection said.</param>
/// <param name="Wait">How long the engine asks to wait before the next try.</param>
internal readonly record struct Answer(HttpStatusCode Status, byte[] Bytes, TimeSpan Wait)
{
    /// <summary>Whether it says what was asked.</summary>
    public bool IsAnswer => Status == HttpStatusCode.OK;

    /// <summary>Whether nothing was done for want of room.</summary>
    public bool IsRefusal => Status == HttpStatusCode.TooManyRequests;

    /// <summary>Whether another try may help: it is not known, or not said, what was done.</summary>
    public bool IsOpen => Status is 0 or HttpStatusCode.ServiceUnavailable;

    /// <summary>For an answer there should not be.</summary>
    public InvalidOperationException Unexpected(string call)
    {
        var text = Encoding.UTF8.GetString(Bytes);
        return new($"{call} answered {(int)Status}: {(text.Length > 500 ? text[..500] : text)}");
    }
}

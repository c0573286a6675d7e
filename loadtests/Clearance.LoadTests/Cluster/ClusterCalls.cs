using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Clearance.Workload;

namespace Clearance.LoadTests;

/// <summary>Calls of whichever silo is next. A body is posted until it is answered; a question is asked twice at most.</summary>
internal sealed class ClusterCalls(SiloSet silos) : IDisposable
{
    private const int TriesMax = 30;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<string, int> _refusals = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 512 }) { Timeout = TimeSpan.FromSeconds(11) };

    /// <summary>Posts until an answer says what became of the events; all of them must be there then.</summary>
    /// <returns>How often it was posted, and how many events were there before the last time.</returns>
    public async Task<(int Tries, int Duplicates)> Post(CommonBatch batch, CancellationToken cancel)
    {
        var until = DateTime.UtcNow + Patience;
        for (var tries = 1; ; tries++)
        {
            var (status, bytes, wait) = await TryPost($"/v1/streams/{batch.Stream}/events", batch.Body, cancel);
            if (status == HttpStatusCode.OK)
            {
                var duplicates = Count(bytes, "\"status\":\"duplicate\""u8);
                return Count(bytes, "\"status\":\"accepted\""u8) + duplicates == batch.Count
                    ? (tries, duplicates)
                    : throw Refused(batch.Stream, status, bytes);
            }

            if (DateTime.UtcNow > until || !MayPass(status))
            {
                throw Refused(batch.Stream, status, bytes);
            }

            _refusals.AddOrUpdate(ReasonOf(status, bytes), 1, static (_, count) => count + 1);
            await Task.Delay(wait, cancel);
        }
    }

    /// <summary>Asks whether goods may go.</summary>
    /// <returns>How often it was asked until there was an answer: 1, 2, or 0 when there was none.</returns>
    public async Task<int> Ask(string declaration, CancellationToken cancel)
    {
        for (var tries = 1; tries <= 2; tries++)
        {
            var (status, bytes, wait) = await TryGet($"/v1/declarations/{declaration}/eligibility", cancel);
            if (status == HttpStatusCode.OK)
            {
                return tries;
            }

            _refusals.AddOrUpdate(ReasonOf(status, bytes), 1, static (_, count) => count + 1);
            await Task.Delay(wait, cancel);
        }

        return 0;
    }

    /// <summary>Gets what must be there.</summary>
    public Task<JsonDocument> Get(string path, CancellationToken cancel) => Insist(path, () => TryGet(path, cancel), cancel);

    /// <summary>The outcomes of declarations, in order.</summary>
    public async Task<IReadOnlyList<string>> Outcomes(IReadOnlyList<string> declarations, DateOnly on, CancellationToken cancel)
    {
        const string Path = "/v1/eligibility";
        var body = JsonSerializer.SerializeToUtf8Bytes(new { declarations, on });
        using var answer = await Insist(Path, () => TryPost(Path, body, cancel), cancel);
        return [.. answer.RootElement.GetProperty("results").EnumerateArray().Select(OutcomeOf)];
    }

    /// <summary>What calls were told that had to be repeated, and how often.</summary>
    public IReadOnlyDictionary<string, int> Refusals => _refusals;

    public void Dispose() => _http.Dispose();

    private Task<(HttpStatusCode Status, byte[] Bytes, TimeSpan Wait)> TryGet(string path, CancellationToken cancel) =>
        Try(new HttpRequestMessage(HttpMethod.Get, new Uri(silos.Next(), path)), cancel);

    private static string OutcomeOf(JsonElement result) =>
        result.TryGetProperty("outcome", out var outcome) ? outcome.GetString()! : result.ToString();

    private static async Task<JsonDocument> Insist(
        string path, Func<Task<(HttpStatusCode Status, byte[] Bytes, TimeSpan Wait)>> call, CancellationToken cancel)
    {
        for (var tries = 0; ; tries++)
        {
            var (status, bytes, wait) = await call();
            if (status == HttpStatusCode.OK)
            {
                return JsonDocument.Parse(bytes);
            }

            if (tries == TriesMax || !MayPass(status))
            {
                throw Refused(path, status, bytes);
            }

            await Task.Delay(wait, cancel);
        }
    }

    private static bool MayPass(HttpStatusCode status) =>
        status is 0 or HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests;

    /// <summary>A problem's code and sentence, numbers left out; or what the connection said.</summary>
    private static string ReasonOf(HttpStatusCode status, byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        if (status != 0)
        {
            using var problem = JsonDocument.Parse(bytes);
            text = problem.RootElement.GetProperty("detail").GetString()!;
        }

        return $"{(int)status} {string.Concat(text.Where(static c => !char.IsDigit(c)))}";
    }

    private static InvalidOperationException Refused(string path, HttpStatusCode status, byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        return new($"{path} answered {(int)status}: {(text.Length > 500 ? text[..500] : text)}");
    }

    private Task<(HttpStatusCode Status, byte[] Bytes, TimeSpan Wait)> TryPost(string path, byte[] body, CancellationToken cancel)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return Try(
            new HttpRequestMessage(HttpMethod.Post, new Uri(silos.Next(), path)) { Content = content }, cancel);
    }

    /// <summary>Status 0: nobody answered. The wait is the one the answer asks for.</summary>
    private async Task<(HttpStatusCode Status, byte[] Bytes, TimeSpan Wait)> Try(HttpRequestMessage request, CancellationToken cancel)
    {
        using (request)
        {
            try
            {
                using var answer = await _http.SendAsync(request, cancel);
                var wait = answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromMilliseconds(50);
                return (answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancel), wait);
            }
            catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
            {
                return (0, Encoding.UTF8.GetBytes(e.Message), TimeSpan.FromMilliseconds(50));
            }
        }
    }

    private static int Count(ReadOnlySpan<byte> text, ReadOnlySpan<byte> part) => text.Count(part);
}

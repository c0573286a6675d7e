using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Clearance.LoadTests;

/// <summary>The engine's calls as a measurement needs them: bytes in, statuses counted, nothing parsed that need not be.</summary>
internal sealed class EngineCalls : IDisposable
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    private readonly HttpClient _http;

    public EngineCalls(Uri address, int connections) =>
        _http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = connections })
        {
            BaseAddress = address,
            Timeout = TimeSpan.FromSeconds(60),
        };

    /// <summary>Posts a body as often as the engine asks to wait; how many of its events got the status.</summary>
    public async Task<int> Post(string stream, byte[] body, string status, CancellationToken cancel)
    {
        while (true)
        {
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var answer = await _http.PostAsync($"/v1/streams/{stream}/events", content, cancel);
            var bytes = await answer.Content.ReadAsByteArrayAsync(cancel);
            if (answer.IsSuccessStatusCode)
            {
                return Count(bytes, Encoding.ASCII.GetBytes($"\"status\":\"{status}\""));
            }

            if (answer.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests))
            {
                throw new InvalidOperationException(
                    $"{stream} answered {(int)answer.StatusCode}: {Encoding.UTF8.GetString(bytes)}");
            }

            Waited++;
            await Task.Delay(50, cancel);
        }
    }

    /// <summary>How often the engine asked to wait.</summary>
    public int Waited { get; private set; }

    /// <summary>The outcomes of declarations, in order.</summary>
    public async Task<IReadOnlyList<string>> Outcomes(IReadOnlyList<string> declarations, DateOnly on, CancellationToken cancel)
    {
        using var answer = await _http.PostAsJsonAsync("/v1/eligibility", new { declarations, on }, Web, cancel);
        answer.EnsureSuccessStatusCode();
        using var document = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancel));
        return [.. document.RootElement.GetProperty("results").EnumerateArray().Select(OutcomeOf)];
    }

    /// <summary>Whether a taxpayer's books balance, in the engine's own words.</summary>
    public async Task<bool> Balanced(string taxpayer, CancellationToken cancel)
    {
        using var document = JsonDocument.Parse(await _http.GetByteArrayAsync($"/v1/taxpayers/{taxpayer}", cancel));
        return document.RootElement.GetProperty("sums").GetProperty("balanced").GetBoolean();
    }

    public void Dispose() => _http.Dispose();

    private static string OutcomeOf(JsonElement result) =>
        result.TryGetProperty("outcome", out var outcome) ? outcome.GetString()! : "error";

    private static int Count(ReadOnlySpan<byte> text, ReadOnlySpan<byte> part)
    {
        var count = 0;
        for (var at = text.IndexOf(part); at >= 0; at = text.IndexOf(part))
        {
            count++;
            text = text[(at + part.Length)..];
        }

        return count;
    }
}

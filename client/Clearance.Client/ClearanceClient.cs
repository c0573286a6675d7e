using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Clearance.Client;

/// <summary>Asks an engine over HTTP. Thread-safe; repeats nothing by itself.</summary>
/// <remarks>
/// Made for <c>HttpClientFactory</c>: it takes an <see cref="HttpClient"/> whose <see cref="HttpClient.BaseAddress"/> is the
/// engine's, and disposes nothing. Posting the same events again after any failure is safe: an id is applied once.
/// </remarks>
/// <param name="http">How to reach the engine.</param>
public sealed partial class ClearanceClient(HttpClient http)
{
    private const string JsonMediaType = "application/json";

    private static readonly TimeSpan ReadyPoll = TimeSpan.FromMilliseconds(50);

    /// <summary>Posts one event, or an array of at most 1,000. Completes when all they cause is durable and visible.</summary>
    /// <param name="stream">One of <see cref="Streams"/>.</param>
    /// <param name="utf8">The JSON of the event or the array.</param>
    /// <param name="cancel">Gives up waiting; what is durable stays.</param>
    /// <returns>A result per event, in order.</returns>
    /// <exception cref="ClearanceException">The call was refused as a whole, or is to be repeated.</exception>
    public async Task<IReadOnlyList<EventResult>> PostEvents(
        string stream, ReadOnlyMemory<byte> utf8, CancellationToken cancel = default)
    {
        var answer = await Send(
            HttpMethod.Post, EventsPath(stream), utf8, ClearanceJson.Default.EventResults, cancel).ConfigureAwait(false);
        return answer.Results;
    }

    /// <summary>May these goods go, and if not, why and what would free them?</summary>
    /// <param name="declaration">11 or 12 digits.</param>
    /// <param name="on">The legal date; null: today's.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public Task<Decision> Eligibility(string declaration, DateOnly? on = null, CancellationToken cancel = default) =>
        Send(HttpMethod.Get, EligibilityPath(declaration, on), null, ClearanceJson.Default.Decision, cancel);

    /// <summary>Decisions for up to 1,000 declarations, in order; each is a decision or an error.</summary>
    /// <param name="declarations">11 or 12 digits each.</param>
    /// <param name="on">The legal date; null: today's.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public async Task<IReadOnlyList<EligibilityResult>> Eligibility(
        IReadOnlyList<string> declarations, DateOnly? on = null, CancellationToken cancel = default)
    {
        var question = JsonSerializer.SerializeToUtf8Bytes(
            new EligibilityQuestion(declarations, on), ClearanceJson.Default.EligibilityQuestion);
        var answer = await Send(
            HttpMethod.Post, "v1/eligibility", question, ClearanceJson.Default.JsonElement, cancel).ConfigureAwait(false);
        return [.. answer.GetProperty("results").EnumerateArray().Select(EligibilityResult.Read)];
    }

    /// <summary>Everything known of a declaration.</summary>
    /// <param name="declaration">11 or 12 digits.</param>
    /// <param name="on">The legal date; null: today's.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public Task<DeclarationDetails> Declaration(
        string declaration, DateOnly? on = null, CancellationToken cancel = default) =>
        Send(HttpMethod.Get, DeclarationPath(declaration, on), null, ClearanceJson.Default.DeclarationDetails, cancel);

    /// <summary>Standing, debts, guarantees, and where the money is.</summary>
    /// <param name="taxpayer">10, 12 or 13 digits.</param>
    /// <param name="on">The legal date; null: today's.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public Task<TaxpayerDetails> Taxpayer(string taxpayer, DateOnly? on = null, CancellationToken cancel = default) =>
        Send(
            HttpMethod.Get, $"v1/taxpayers/{Uri.EscapeDataString(taxpayer)}{Query(on)}", null,
            ClearanceJson.Default.TaxpayerDetails, cancel);

    /// <summary>Any answer as it is, for callers that read the JSON themselves.</summary>
    /// <param name="path">The path and query, e.g. <c>v1/declarations/105123456760</c>.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public Task<JsonElement> Get(string path, CancellationToken cancel = default) =>
        Send(HttpMethod.Get, path, null, ClearanceJson.Default.JsonElement, cancel);

    /// <summary>Any answer as it is, for callers that write and read the JSON themselves.</summary>
    /// <param name="path">The path, e.g. <c>v1/streams/bank.payments/events</c>.</param>
    /// <param name="utf8">The body's JSON.</param>
    /// <param name="isSafe">Whether doing it twice is the same as doing it once, so that <see cref="RepeatSafely"/> may repeat it.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public async Task<JsonElement> Post(
        string path, ReadOnlyMemory<byte> utf8, bool isSafe = false, CancellationToken cancel = default)
    {
        using var request = Request(HttpMethod.Post, path, utf8);
        if (isSafe)
        {
            RepeatSafely.MarkSafe(request);
        }

        return await Send(request, ClearanceJson.Default.JsonElement, cancel).ConfigureAwait(false);
    }

    /// <summary>Whether the engine should be asked now.</summary>
    /// <param name="cancel">Gives up waiting.</param>
    public async Task<bool> IsReady(CancellationToken cancel = default)
    {
        try
        {
            using var response = await http.GetAsync("readyz", cancel).ConfigureAwait(false);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Waits until the engine is ready.</summary>
    /// <param name="timeout">For how long.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <exception cref="TimeoutException">It was not ready in time.</exception>
    public async Task WaitReady(TimeSpan timeout, CancellationToken cancel = default)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        late.CancelAfter(timeout);
        try
        {
            while (!await IsReady(late.Token).ConfigureAwait(false))
            {
                await Task.Delay(ReadyPoll, late.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException($"The engine at {http.BaseAddress} was not ready within {timeout}.");
        }
    }

    private static string EventsPath(string stream) => $"v1/streams/{Uri.EscapeDataString(stream)}/events";

    private static string DeclarationPath(string declaration, DateOnly? on) =>
        $"v1/declarations/{Uri.EscapeDataString(declaration)}{Query(on)}";

    private static string EligibilityPath(string declaration, DateOnly? on) =>
        $"v1/declarations/{Uri.EscapeDataString(declaration)}/eligibility{Query(on)}";

    private static string Query(DateOnly? on) =>
        on is { } date ? "?on=" + date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "";

    // Questions change nothing, and an event's id is applied once: both may be sent twice.
    private async Task<T> Send<T>(
        HttpMethod method, string path, ReadOnlyMemory<byte>? body, JsonTypeInfo<T> type, CancellationToken cancel)
    {
        using var request = Request(method, path, body);
        RepeatSafely.MarkSafe(request);
        return await Send(request, type, cancel).ConfigureAwait(false);
    }

    private static HttpRequestMessage Request(
        HttpMethod method, string path, ReadOnlyMemory<byte>? body, string mediaType = JsonMediaType)
    {
        var request = new HttpRequestMessage(method, path);
        if (body is { } bytes)
        {
            request.Content = new ReadOnlyMemoryContent(bytes);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        }

        return request;
    }

    private async Task<T> Send<T>(HttpRequestMessage request, JsonTypeInfo<T> type, CancellationToken cancel)
    {
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel)
            .ConfigureAwait(false);
        var content = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            if (!response.IsSuccessStatusCode)
            {
                throw await Refused(response, content, cancel).ConfigureAwait(false);
            }

            return (await JsonSerializer.DeserializeAsync(content, type, cancel).ConfigureAwait(false))!;
        }
    }

    private static async Task<ClearanceException> Refused(
        HttpResponseMessage response, Stream content, CancellationToken cancel)
    {
        Problem? problem = null;
        try
        {
            problem = await JsonSerializer.DeserializeAsync(content, ClearanceJson.Default.Problem, cancel)
                .ConfigureAwait(false);
        }
        catch (JsonException)
        {
            // Not the engine's own words: the status has to do.
        }

        return new ClearanceException(response.StatusCode, problem, response.Headers.RetryAfter?.Delta);
    }
}

using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Clearance.Client;

/// <summary>A decision as it is pushed.</summary>
/// <param name="Cursor">Where to go on after it: kept by who must not miss or repeat any.</param>
/// <param name="Recorded">The recorded decision, as the engine gives it.</param>
public sealed record PushedDecision(string Cursor, JsonElement Recorded);

/// <content>Decisions as they are made.</content>
public sealed partial class ClearanceClient
{
    private static readonly MediaTypeWithQualityHeaderValue EventStream = new("text/event-stream");
    private static readonly TimeSpan ReconnectAfter = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Decisions of all declarations, as they are made, in order for each declaration, until the caller gives up. A connection
    /// that is lost is made again where it ended, so none is missed and none comes twice.
    /// </summary>
    /// <param name="after">A cursor; <c>start</c>: from the first decision; null or <c>now</c>: only new ones.</param>
    /// <param name="filter">Members of the query that say which ones, as <c>taxpayer=0100109106</c>; null: all.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="ClearanceException">The engine refuses the call: another would be refused too.</exception>
    public async IAsyncEnumerable<PushedDecision> Decisions(
        string? after = null, string? filter = null, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var from = after ?? "now";
        while (true)
        {
            var stream = await Open(from, filter, cancel).ConfigureAwait(false);
            if (stream is not null)
            {
                using var response = stream;
                await foreach (var item in Items(response, cancel).ConfigureAwait(false))
                {
                    from = item.EventId ?? from;
                    if (item.Data.ValueKind == JsonValueKind.Object)
                    {
                        yield return new PushedDecision(from, item.Data);
                    }
                }
            }

            await Task.Delay(ReconnectAfter, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Opens the stream; null: it cannot be reached, or not now.</summary>
    private async Task<HttpResponseMessage?> Open(string from, string? filter, CancellationToken cancel)
    {
        var path = $"v1/decisions/stream?after={Uri.EscapeDataString(from)}{(filter is null ? "" : "&" + filter)}";
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(EventStream);
        RepeatSafely.MarkSafe(request);
        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
        }
        catch (HttpRequestException)
        {
            return null;
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            var content = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
            await using (content.ConfigureAwait(false))
            {
                var refused = await Refused(response, content, cancel).ConfigureAwait(false);
                return refused.IsTransient ? null : throw refused;
            }
        }
    }

    /// <summary>What comes over one connection, until it ends, however it ends.</summary>
    private static async IAsyncEnumerable<SseItem<JsonElement>> Items(
        HttpResponseMessage response, [EnumeratorCancellation] CancellationToken cancel)
    {
        var content = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            var items = SseParser.Create(content, static (_, data) => JsonElement.Parse(data)).EnumerateAsync(cancel).GetAsyncEnumerator(cancel);
            await using (items.ConfigureAwait(false))
            {
                while (await Next(items).ConfigureAwait(false))
                {
                    yield return items.Current;
                }
            }
        }
    }

    private static async ValueTask<bool> Next(IAsyncEnumerator<SseItem<JsonElement>> items)
    {
        try
        {
            return await items.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception lost) when (lost is IOException or HttpRequestException)
        {
            return false;
        }
    }
}

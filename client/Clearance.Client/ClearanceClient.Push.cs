using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Clearance.Client;

/// <summary>A message as it is pushed.</summary>
/// <param name="Cursor">Where to go on after it: kept by who must not miss or repeat any.</param>
/// <param name="Body">The message: <c>DecisionChanged</c> or <c>ObligationChanged</c>.</param>
public sealed record PushedMessage(string Cursor, JsonElement Body)
{
    /// <summary>A <c>DecisionChanged</c>, typed; its reasons have no sentences, which <c>History</c> has.</summary>
    public RecordedDecision ToDecision() => Body.Deserialize(ClearanceJson.Default.RecordedDecision)!;
}

/// <content>Decisions, and what is to be paid, as they change.</content>
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
    public IAsyncEnumerable<PushedMessage> Decisions(
        string? after = null, string? filter = null, CancellationToken cancel = default) =>
        Follow("decisions", after, filter, cancel);

    /// <summary>What is still to be paid, as it changes, for authorised debit; else as <see cref="Decisions"/>.</summary>
    /// <param name="after">A cursor; <c>start</c>: from the first change; null or <c>now</c>: only new ones.</param>
    /// <param name="filter">Members of the query that say which ones; null: all.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="ClearanceException">The engine refuses the call: another would be refused too.</exception>
    public IAsyncEnumerable<PushedMessage> Obligations(
        string? after = null, string? filter = null, CancellationToken cancel = default) =>
        Follow("obligations", after, filter, cancel);

    private async IAsyncEnumerable<PushedMessage> Follow(
        string what, string? after, string? filter, [EnumeratorCancellation] CancellationToken cancel)
    {
        var from = after ?? "now";
        while (true)
        {
            var stream = await Open(what, from, filter, cancel).ConfigureAwait(false);
            if (stream is not null)
            {
                using var response = stream;
                await foreach (var item in Items(response, cancel).ConfigureAwait(false))
                {
                    from = item.EventId ?? from;
                    if (item.Data.ValueKind == JsonValueKind.Object)
                    {
                        yield return new PushedMessage(from, item.Data);
                    }
                }
            }

            await Task.Delay(ReconnectAfter, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Opens the stream; null: it cannot be reached, or not now.</summary>
    private async Task<HttpResponseMessage?> Open(string what, string from, string? filter, CancellationToken cancel)
    {
        var path = $"v1/{what}/stream?after={Uri.EscapeDataString(from)}{(filter is null ? "" : "&" + filter)}";
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

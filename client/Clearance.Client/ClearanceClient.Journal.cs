using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Clearance.Client;

/// <content>What was decided, and what would be.</content>
public sealed partial class ClearanceClient
{
    /// <summary>Every decision that was recorded for a declaration, oldest first, read page by page.</summary>
    /// <param name="declaration">11 or 12 digits.</param>
    /// <param name="after">Only those after this sequence number.</param>
    /// <param name="cancel">Gives up.</param>
    public async IAsyncEnumerable<RecordedDecision> History(
        string declaration, long after = 0, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        for (long? next = after; next is { } from;)
        {
            var path = $"v1/declarations/{Uri.EscapeDataString(declaration)}/history?after={from.ToString(CultureInfo.InvariantCulture)}";
            var page = await Send(HttpMethod.Get, path, null, ClearanceJson.Default.HistoryPage, cancel).ConfigureAwait(false);
            foreach (var decision in page.Decisions)
            {
                yield return decision;
            }

            next = page.Next;
        }
    }

    /// <summary>The decision in force at a moment.</summary>
    /// <param name="declaration">11 or 12 digits.</param>
    /// <param name="asOf">When.</param>
    /// <param name="cancel">Gives up.</param>
    public Task<DecisionInForce> InForce(string declaration, DateTimeOffset asOf, CancellationToken cancel = default) =>
        Send(
            HttpMethod.Get,
            $"v1/declarations/{Uri.EscapeDataString(declaration)}/history?asOf="
            + Uri.EscapeDataString(asOf.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFzzz", CultureInfo.InvariantCulture)),
            null, ClearanceJson.Default.DecisionInForce, cancel);

    /// <summary>What the decision would be if events came now; nothing is changed.</summary>
    /// <param name="declaration">11 or 12 digits.</param>
    /// <param name="events">Events in the contract's form.</param>
    /// <param name="on">The legal date; null: today's.</param>
    /// <param name="cancel">Gives up.</param>
    public Task<WhatIfAnswer> WhatIf(
        string declaration, IEnumerable<JsonElement> events, DateOnly? on = null, CancellationToken cancel = default)
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteStartArray("events");
            foreach (var e in events)
            {
                e.WriteTo(json);
            }

            json.WriteEndArray();
            if (on is { } date)
            {
                json.WriteString("on", date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            }

            json.WriteEndObject();
        }

        return Send(
            HttpMethod.Post, $"v1/declarations/{Uri.EscapeDataString(declaration)}/what-if", body.ToArray(),
            ClearanceJson.Default.WhatIfAnswer, cancel);
    }
}

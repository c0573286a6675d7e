using System.Text.Json;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>Recorded decisions, with the messages for people that the journal does not keep.</summary>
internal static class HistoryJson
{
    /// <summary>A page of a declaration's decisions.</summary>
    public static void Write(Utf8JsonWriter json, DeclarationKey key, IReadOnlyList<JournalWrite> entries, long? next)
    {
        json.WriteStartObject();
        json.WriteString("declaration"u8, key.ToString());
        json.WriteStartArray("decisions"u8);
        foreach (var entry in entries)
        {
            Write(json, entry);
        }

        json.WriteEndArray();
        if (next is { } after)
        {
            json.WriteNumber("next"u8, after);
        }
        else
        {
            json.WriteNull("next"u8);
        }

        json.WriteEndObject();
    }

    /// <summary>The decision in force at a moment, and until when it was.</summary>
    public static void Write(Utf8JsonWriter json, DeclarationKey key, InForce inForce)
    {
        json.WriteStartObject();
        json.WriteString("declaration"u8, key.ToString());
        json.Time("asOf"u8, inForce.AsOf);
        json.WriteString("outcome"u8, DecisionNames.Of(
            inForce.Entry is { } entry ? RecordedDecision.Read(entry).Decision.Outcome : Outcome.Unknown));
        json.WritePropertyName("recorded"u8);
        if (inForce.Entry is { } recorded)
        {
            Write(json, recorded);
        }
        else
        {
            json.WriteNullValue();
        }

        if (inForce.Until is { } until)
        {
            json.Time("until"u8, until);
        }
        else
        {
            json.WriteNull("until"u8);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, JournalWrite entry)
    {
        var recorded = RecordedDecision.Read(entry);
        json.WriteStartObject();
        json.WriteNumber("sequence"u8, recorded.Sequence);
        json.Time("at"u8, recorded.At);
        json.WriteNumber("ledgerVersion"u8, recorded.LedgerVersion);
        json.WriteStartArray("causes"u8);
        foreach (var cause in recorded.Causes)
        {
            json.WriteStringValue(cause);
        }

        json.WriteEndArray();
        json.WriteStartArray("alerts"u8);
        foreach (var alert in recorded.Alerts)
        {
            json.WriteStringValue(alert.ToString());
        }

        json.WriteEndArray();
        json.WriteString("hash"u8, Convert.ToHexStringLower(entry.Hash));
        json.WritePropertyName("decision"u8);
        DecisionJson.Write(json, recorded.Decision);
        json.WriteEndObject();
    }
}

/// <summary>Which recorded decision was in force.</summary>
/// <param name="AsOf">When; never after the moment of the answer.</param>
/// <param name="Entry">The decision; null: none was recorded yet.</param>
/// <param name="Until">When the next one was recorded; null: it is still in force.</param>
internal sealed record InForce(Instant AsOf, JournalWrite? Entry, Instant? Until);

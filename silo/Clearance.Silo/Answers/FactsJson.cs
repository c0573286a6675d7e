using System.Text.Json;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>Facts and money of a declaration, registered or not.</summary>
internal static class FactsJson
{
    public static void WritePieces(this Utf8JsonWriter json, ReadOnlySpan<byte> name, IEnumerable<Piece> pieces)
    {
        json.WriteStartArray(name);
        foreach (var piece in pieces)
        {
            json.WriteStartObject();
            json.Row(piece.Source);
            json.WriteString("kind"u8, WireNames.Of(piece.Kind));
            json.Line(piece.Line);
            json.WriteNumber("amount"u8, piece.Amount);
            json.Time("debitedAt"u8, piece.DebitedAt);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Per aspect whether it is required and its latest result; while nothing is registered nobody knows what is required.</summary>
    public static void WriteInspection(this Utf8JsonWriter json, Registration? registration, DeclarationFacts facts)
    {
        json.WriteStartObject("inspection"u8);
        WriteAspect(json, "goods"u8, registration is null ? null : registration.Channel is 2 or 3, facts.Goods);
        WriteAspect(json, "specialised"u8, registration?.SpecialisedInspection, facts.Specialised);
        json.WriteEndObject();
    }

    public static void WriteRecorded(this Utf8JsonWriter json, DeclarationFacts facts)
    {
        json.WriteBoolean("cancelled"u8, facts.IsCancelled);
        if (facts.Recorded is not { } recorded)
        {
            json.WriteNull("recorded"u8);
            return;
        }

        json.WriteStartObject("recorded"u8);
        json.WriteString("outcome"u8, WireNames.Of(recorded.Outcome));
        json.Time("at"u8, recorded.At);
        json.Date("clearanceDate"u8, recorded.At.LegalDate);
        json.WriteEndObject();
    }

    public static void WriteAdjustments(this Utf8JsonWriter json, DeclarationFacts facts)
    {
        json.WriteStartArray("adjustments"u8);
        foreach (var adjustment in facts.Adjustments)
        {
            json.WriteStartObject();
            json.WriteString("kind"u8, DecisionNames.Of(adjustment.Line.Kind));
            json.Line(adjustment.Line.Key);
            json.WriteNumber("amount"u8, adjustment.Line.Amount);
            json.Date("due"u8, adjustment.Due);
            json.Time("at"u8, adjustment.Stamp.At);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteAspect(
        Utf8JsonWriter json, ReadOnlySpan<byte> name, bool? required, InspectionResult? result)
    {
        json.WriteStartObject(name);
        if (required is { } known)
        {
            json.WriteBoolean("required"u8, known);
        }
        else
        {
            json.WriteNull("required"u8);
        }

        if (result is { } latest)
        {
            json.WriteString("result"u8, latest.Passed ? "pass"u8 : "fail"u8);
            json.Time("at"u8, latest.Stamp.At);
        }
        else
        {
            json.WriteNull("result"u8);
            json.WriteNull("at"u8);
        }

        json.WriteEndObject();
    }
}

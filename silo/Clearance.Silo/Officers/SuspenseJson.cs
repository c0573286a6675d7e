using System.Collections.Immutable;
using System.Text.Json;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>Money that pays nothing, with candidates.</summary>
/// <param name="Root">The ledger at one moment.</param>
/// <param name="Rows">Rows with their candidates.</param>
/// <param name="More">How many rows are not shown.</param>
internal readonly record struct SuspenseJson(
    LedgerRoot Root, IReadOnlyList<(StrayRow Row, ImmutableArray<Candidate> Candidates)> Rows, int More)
{
    private static readonly JsonEncodedText[] Evidence =
        [.. Enum.GetNames<CandidateEvidence>().Select(name => JsonEncodedText.Encode(name.ToLowerInvariant()))];

    /// <summary>Writes it as one object.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("taxpayer"u8, Root.Ledger.Taxpayer.Value);
        json.WriteNumber("version"u8, Root.Version);
        json.WriteNumber("suspense"u8, Root.Ledger.Totals.Suspense);
        json.WriteNumber("misdirected"u8, Root.Ledger.Totals.Misdirected);
        json.WriteStartArray("rows"u8);
        foreach (var (row, candidates) in Rows)
        {
            json.WriteStartObject();
            json.Row(row.Row);
            json.WriteString("place"u8, row.On is null ? "suspense"u8 : "misdirected"u8);
            json.WriteString("declaration"u8, row.Target);
            json.Line(row.Line);
            json.WriteNumber("amount"u8, row.Amount);
            json.Time("debitedAt"u8, row.DebitedAt);
            json.WriteStartArray("candidates"u8);
            foreach (var candidate in candidates)
            {
                Write(json, candidate);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("more"u8, More);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Candidate candidate)
    {
        var declaration = candidate.Declaration;
        json.WriteStartObject();
        json.WriteString("declaration"u8, $"{declaration.Key}{declaration.Registration.Amendment}");
        json.WriteString("taxpayer"u8, declaration.Owner.Value);
        json.Line(candidate.Line.Line.Key);
        json.WriteNumber("outstanding"u8, candidate.Line.Outstanding);
        json.WriteNumber("score"u8, candidate.Score);
        json.WriteStartArray("why"u8);
        foreach (var part in candidate.Parts)
        {
            json.WriteStartObject();
            json.WriteString("evidence"u8, Evidence[(int)part.Evidence]);
            json.WriteNumber("points"u8, part.Points);
            json.WriteString("detail"u8, part.Detail);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}

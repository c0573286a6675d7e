using System.Collections.Immutable;
using System.Text.Json;
using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>A journal entry as it is read: which decision was made, when, and what led to it.</summary>
/// <param name="Declaration">Whose decision.</param>
/// <param name="Sequence">1, 2, 3 … within the declaration.</param>
/// <param name="LedgerVersion">The ledger's version, or the identity's while nothing was registered.</param>
/// <param name="At">When it was decided.</param>
/// <param name="Causes">The events that led to it, as <see cref="JournalEntry.CauseOf"/> names them; none: the date alone, or another declaration's event.</param>
/// <param name="Alerts">Alerts it raised.</param>
/// <param name="Decision">What was decided, as far as it is written (<see cref="DecisionJson"/>).</param>
public sealed record RecordedDecision(
    DeclarationKey Declaration,
    long Sequence,
    long LedgerVersion,
    Instant At,
    ImmutableArray<string> Causes,
    ImmutableArray<AlertCode> Alerts,
    Decision Decision)
{
    /// <summary>Reads an entry.</summary>
    /// <exception cref="CorruptRecordException">Its body is not one that was written, or is of another entry.</exception>
    public static RecordedDecision Read(JournalWrite entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        try
        {
            using var json = JsonDocument.Parse(entry.Body);
            var read = Read(json.RootElement);
            return read.Declaration == entry.Declaration && read.Sequence == entry.Sequence
                ? read
                : throw new FormatException($"it is entry {read.Sequence} of {read.Declaration}");
        }
        catch (Exception unreadable) when (unreadable
            is JsonException or InvalidOperationException or FormatException or KeyNotFoundException or OverflowException)
        {
            throw new CorruptRecordException(
                $"Journal entry {entry.Sequence} of declaration {entry.Declaration} cannot be read: {unreadable.Message}", unreadable);
        }
    }

    private static RecordedDecision Read(JsonElement json) => new(
        DecisionReader.Key(DecisionReader.Text(json, "declaration")),
        DecisionReader.Amount(json, "sequence"),
        DecisionReader.Amount(json, "ledgerVersion"),
        DecisionReader.Time(DecisionReader.Text(json, "at")),
        DecisionReader.All(json.GetProperty("causes"), static cause => cause.GetString() ?? throw new FormatException("a cause is null")),
        DecisionReader.All(json.GetProperty("alerts"), DecisionReader.Named<AlertCode>),
        DecisionReader.Read(json.GetProperty("decision")));
}

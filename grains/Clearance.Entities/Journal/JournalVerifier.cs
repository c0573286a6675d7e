using System.Globalization;
using System.Text.Json;
using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>The first entry of a journal that is not as it was written.</summary>
/// <param name="Position">Its position.</param>
/// <param name="Declaration">Whose decision.</param>
/// <param name="Sequence">Which one.</param>
/// <param name="Why">What is wrong, in a sentence.</param>
public sealed record JournalFault(long Position, DeclarationKey Declaration, long Sequence, string Why);

/// <summary>Checks a journal from its beginning: positions, sequences, chains, and whose each entry is.</summary>
/// <remarks>A chain is of one declaration: that its last entries were taken away shows by the gap in the positions.</remarks>
public sealed class JournalVerifier
{
    private readonly Dictionary<DeclarationKey, JournalWrite> _last = [];
    private readonly Dictionary<int, long> _positions = [];

    /// <summary>Checks a whole journal, each lane in order of position and each declaration in its order.</summary>
    /// <returns>The first entry that is wrong; null when none is.</returns>
    public static JournalFault? Verify(IEnumerable<JournalRecord> records)
    {
        var verifier = new JournalVerifier();
        foreach (var record in records)
        {
            if (verifier.Check(record) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    /// <summary>Checks the next entry.</summary>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    public JournalFault? Check(JournalRecord record)
    {
        var entry = record.Entry;
        var why = WhyWrong(record);
        _positions[record.Lane] = record.Position;
        _last[entry.Declaration] = entry with { Body = [] };
        return why is null ? null : new JournalFault(record.Position, entry.Declaration, entry.Sequence, why);
    }

    private string? WhyWrong(JournalRecord record)
    {
        var entry = record.Entry;
        if (_positions.TryGetValue(record.Lane, out var position) && record.Position != position + 1)
        {
            return $"It follows position {position}.";
        }

        var previous = _last.GetValueOrDefault(entry.Declaration);
        var sequence = (previous?.Sequence ?? 0) + 1;
        if (entry.Sequence != sequence)
        {
            return $"It should be entry {sequence} of its declaration.";
        }

        if (!JournalEntry.Chain(previous?.Hash ?? [], entry.Body).AsSpan().SequenceEqual(entry.Hash))
        {
            return "Its hash is not that of the previous entry and its body.";
        }

        return IsOf(entry) ? null : "Its body is of another entry.";
    }

    /// <summary>Whether the body names the entry it is stored as: the chain binds the body only.</summary>
    private static bool IsOf(JournalWrite entry)
    {
        try
        {
            var json = new Utf8JsonReader(entry.Body);
            return json.Read() && json.Read() && json.ValueTextEquals("declaration"u8)
                && json.Read() && json.TokenType == JsonTokenType.String
                && json.ValueTextEquals(entry.Declaration.Value.ToString("D11", CultureInfo.InvariantCulture))
                && json.Read() && json.ValueTextEquals("sequence"u8)
                && json.Read() && json.TryGetInt64(out var sequence) && sequence == entry.Sequence;
        }
        catch (JsonException)
        {
            return false;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}

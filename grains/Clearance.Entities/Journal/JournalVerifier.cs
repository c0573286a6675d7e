using System.Globalization;
using System.Text.Json;
using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>An entry of a journal that is not as it was written, or is missing.</summary>
/// <param name="Lane">The lane it is in.</param>
/// <param name="Position">Its position; of several that are missing, the first. 0: not known.</param>
/// <param name="Declaration">Whose decision, as it is stored; empty: not known.</param>
/// <param name="Sequence">Which one, as it is stored; 0: not known.</param>
/// <param name="Why">What is wrong, in a sentence.</param>
public sealed record JournalFault(int Lane, long Position, string Declaration, long Sequence, string Why);

/// <summary>A row of a journal as it lies in its table, whatever became of it.</summary>
/// <param name="Lane">The lane.</param>
/// <param name="Position">The position in the lane.</param>
/// <param name="Declaration">The declaration's digits as a number, which may be none.</param>
/// <param name="Sequence">Which of its entries.</param>
/// <param name="Hash">The chain's hash.</param>
/// <param name="Body">The entry.</param>
public readonly record struct JournalRow(int Lane, long Position, long Declaration, long Sequence, byte[] Hash, byte[] Body);

/// <summary>Checks a journal from its beginning: positions, sequences, chains, whose each entry is, and what ledgers say of it.</summary>
/// <remarks>
/// <para>
/// A row is believed as little as possible and blamed once: after one that is wrong the chain goes on from whatever of it is right, so that
/// those behind it are not blamed for it. Where that cannot be told, they are named too.
/// </para>
/// <para>A chain is of one declaration: that its last entries were taken away shows by the gap in the positions, and by the ledger.</para>
/// </remarks>
/// <param name="fromTheFirst">Whether each lane begins at position 1; otherwise wherever its first row is.</param>
public sealed class JournalVerifier(bool fromTheFirst = false)
{
    private readonly Dictionary<long, Link> _last = [];
    private readonly Dictionary<int, long> _positions = [];
    private readonly SortedDictionary<long, JournalHead> _heads = [];

    /// <summary>Of how many declarations there were entries.</summary>
    public int Declarations => _last.Count;

    /// <summary>Checks a whole journal, each lane in order of position and each declaration in its order.</summary>
    /// <returns>The first entry that is wrong; null when none is.</returns>
    public static JournalFault? Verify(IEnumerable<JournalRecord> records)
    {
        var verifier = new JournalVerifier();
        return records.SelectMany(record => verifier.Check(new JournalRow(
            record.Lane, record.Position, record.Entry.Declaration.Value, record.Entry.Sequence, record.Entry.Hash, record.Entry.Body)))
            .FirstOrDefault();
    }

    /// <summary>What a ledger, or an identity, says of the last entry of a declaration; of several the latest counts.</summary>
    public void Expect(DeclarationKey declaration, JournalHead head)
    {
        ArgumentNullException.ThrowIfNull(head);
        if (head.Sequence > 0 && (!_heads.TryGetValue(declaration.Value, out var known) || known.Sequence < head.Sequence))
        {
            _heads[declaration.Value] = head;
        }
    }

    /// <summary>Whether the entry before this one of its declaration was checked: in lanes that are read side by side it may be still to come.</summary>
    public bool IsDue(JournalRow row)
    {
        var (declaration, sequence) = NameOf(row.Body) ?? (row.Declaration, row.Sequence);
        var last = _last.GetValueOrDefault(declaration);
        return sequence <= last.Sequence || sequence == last.Next;
    }

    /// <summary>Checks the next row.</summary>
    /// <returns>What is wrong with it, and with those that should be before it; empty when nothing is.</returns>
    public IReadOnlyList<JournalFault> Check(JournalRow row)
    {
        List<JournalFault>? faults = null;
        var why = CheckPosition(row, ref faults);
        why = CheckEntry(row) ?? why;
        if (why is not null)
        {
            (faults ??= []).Add(new JournalFault(row.Lane, row.Position, Digits(row.Declaration), row.Sequence, why));
        }

        return faults ?? (IReadOnlyList<JournalFault>)[];
    }

    /// <summary>After the last row: entries that ledgers know of and that never came.</summary>
    public IEnumerable<JournalFault> End()
    {
        foreach (var (declaration, head) in _heads)
        {
            var last = _last.GetValueOrDefault(declaration).Sequence;
            if (last < head.Sequence)
            {
                yield return new JournalFault(0, 0, Digits(declaration), last + 1, last + 1 == head.Sequence
                    ? "It is missing: the ledger says that it was the declaration's last entry."
                    : $"It and those after it up to {head.Sequence} are missing: the ledger knows of them.");
            }
        }
    }

    private static string Digits(long declaration) => declaration.ToString("D11", CultureInfo.InvariantCulture);

    private string? CheckPosition(JournalRow row, ref List<JournalFault>? faults)
    {
        if (!_positions.TryGetValue(row.Lane, out var position))
        {
            position = fromTheFirst || row.Position == long.MinValue ? 0 : row.Position - 1;
        }

        _positions[row.Lane] = Math.Max(position, row.Position);
        if (row.Position > position && row.Position - 1 != position)
        {
            (faults ??= []).Add(new JournalFault(row.Lane, position + 1, "", 0, row.Position - 1 == position + 1
                ? "It is missing."
                : $"It and those after it up to position {row.Position - 1} are missing."));
        }

        return row.Position <= position ? $"It follows position {position}." : null;
    }

    private string? CheckEntry(JournalRow row)
    {
        var (stored, named) = ((row.Declaration, row.Sequence), NameOf(row.Body));
        var computed = JournalEntry.Chain(_last.GetValueOrDefault(stored.Declaration).Hash, row.Body);
        var (it, why) = (stored, default(string));
        if (named != stored)
        {
            why = named is null ? "Its body is not that of an entry." : "Its body is of another entry.";
            if (named is { } other && IsNext(other) && IsChained(_last.GetValueOrDefault(other.Declaration), row))
            {
                (it, computed) = (other, row.Hash);
            }
        }

        var before = _last.GetValueOrDefault(it.Declaration);
        why ??= it.Sequence <= before.Sequence ? $"It should be entry {before.Next} of its declaration."
            : it.Sequence != before.Next ? $"Entry {before.Next} of its declaration, which should be before it, is missing."
            : IsChained(before, row) ? null
            : "Its hash is not that of the previous entry and its body.";
        if (it.Sequence > before.Sequence)
        {
            _last[it.Declaration] = new Link(it.Sequence, row.Hash, row.Hash.AsSpan().SequenceEqual(computed) ? null : computed);
        }

        return why ?? (_heads.TryGetValue(it.Declaration, out var head) && head.Sequence == it.Sequence
            && !head.Hash.AsSpan().SequenceEqual(row.Hash)
                ? "The ledger holds another hash of it."
                : null);
    }

    private bool IsNext((long Declaration, long Sequence) entry) =>
        entry.Sequence == _last.GetValueOrDefault(entry.Declaration).Next;

    /// <summary>By the hash that is stored of the entry before, or, should that one be wrong, by what it ought to be.</summary>
    private static bool IsChained(Link before, JournalRow row) =>
        JournalEntry.Chain(before.Hash, row.Body).AsSpan().SequenceEqual(row.Hash)
        || (before.Computed is { } computed && JournalEntry.Chain(computed, row.Body).AsSpan().SequenceEqual(row.Hash));

    /// <summary>Which entry a body says it is: the chain binds the body only. Null: it says nothing that can be read.</summary>
    private static (long Declaration, long Sequence)? NameOf(byte[] body)
    {
        try
        {
            var json = new Utf8JsonReader(body);
            return json.Read() && json.Read() && json.ValueTextEquals("declaration"u8)
                && json.Read() && json.TokenType == JsonTokenType.String && DeclarationKey.TryParse(json.GetString(), out var key)
                && json.Read() && json.ValueTextEquals("sequence"u8)
                && json.Read() && json.TryGetInt64(out var sequence)
                    ? (key.Value, sequence)
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The last entry of a declaration so far.</summary>
    /// <param name="Sequence">Which one.</param>
    /// <param name="Hash">Its hash as it is stored.</param>
    /// <param name="Computed">What it ought to be, where that is something else.</param>
    private readonly record struct Link(long Sequence, byte[]? Hash, byte[]? Computed)
    {
        /// <summary>The entry after it; what is stored may be any number.</summary>
        public long Next => unchecked(Sequence + 1);
    }
}

using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>Reads the journal, by position and by declaration.</summary>
internal sealed class JournalReader(SqliteSession session, JournalTail tail)
{
    private const string Columns = "SELECT position, declaration, sequence, hash, body FROM journal";

    private readonly SqliteStatement _after = session.Prepare(
        $"{Columns} WHERE position > ?1 ORDER BY position LIMIT ?2");

    private readonly SqliteStatement _hashes = session.Prepare(
        "SELECT position, hash FROM journal WHERE position > ?1 ORDER BY position LIMIT ?2");

    private readonly SqliteStatement _at = session.Prepare($"{Columns} WHERE position = ?1");

    private readonly SqliteStatement _sorted = session.Prepare(
        """
        SELECT sequence, position FROM journal_index
        WHERE declaration = ?1 AND sequence >= ?2 ORDER BY sequence LIMIT ?3
        """);

    public IReadOnlyList<JournalRecord> Read(long after, int limit) =>
        _after.Bind(1, after).Bind(2, limit).ReadAll(Entry);

    public IReadOnlyList<JournalHash> ReadHashes(long after, int limit) =>
        _hashes.Bind(1, after).Bind(2, limit).ReadAll(static row => new JournalHash(row.Long(0), row.Bytes(1).ToArray()));

    /// <summary>The tail first, then a snapshot: what left the tail in between is in the index.</summary>
    public IReadOnlyList<JournalRecord> Read(DeclarationKey declaration, long from, int limit)
    {
        var positions = new SortedDictionary<long, long>();
        tail.Collect(declaration.Value, from, positions);
        return session.InSnapshot(() =>
        {
            _sorted.Bind(1, declaration.Value).Bind(2, from).Bind(3, limit);
            while (_sorted.Step())
            {
                positions[_sorted.Long(0)] = _sorted.Long(1);
            }

            return positions.Values.Take(limit).Select(At).ToArray();
        });
    }

    private static JournalRecord Entry(SqliteStatement row) => new(
        row.Long(0),
        new JournalWrite(
            StoredKeys.Declaration(row.Long(1)), row.Long(2), row.Bytes(3).ToArray(), row.Bytes(4).ToArray()));

    private JournalRecord At(long position) => _at.Bind(1, position).ReadAll(Entry) is [var record]
        ? record
        : throw new InvalidDataException($"The journal has no entry at position {position}.");
}

using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>Appends decisions.</summary>
/// <remarks>
/// Positions are gapless because one thread gives them out, and takes back those of a transaction that did not commit:
/// <see cref="Restore"/> after a rollback reads the last one stored.
/// </remarks>
internal sealed class JournalWriter
{
    private readonly SqliteStatement last;
    private readonly SqliteStatement insert;
    private long position;

    public JournalWriter(SqliteSession session)
    {
        last = session.Prepare("SELECT MAX(position) FROM journal");
        insert = session.Prepare(
            "INSERT INTO journal (position, declaration, sequence, hash, body) VALUES (?1, ?2, ?3, ?4, ?5)");
        Restore();
    }

    public void Restore()
    {
        position = last.Step() ? last.LongOrNull(0) ?? 0 : 0;
        last.Reset();
    }

    public void Append(JournalWrite entry)
    {
        insert.Bind(1, position + 1)
            .Bind(2, entry.Declaration.Value)
            .Bind(3, entry.Sequence)
            .Bind(4, entry.Hash)
            .Bind(5, entry.Body)
            .Run();
        position++;
    }
}

using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>Appends decisions.</summary>
/// <remarks>
/// Positions are gapless because one thread gives them out, and takes back those of a transaction that did not commit.
/// An entry's place in the index by declaration is random, so it is found through its <see cref="JournalTail"/> and sorted
/// into the index later, as events are into the registry: an entry is there when it is in either, and both are asked
/// before one is appended. The journal itself is the log; a crash before the mark moves repeats inserts that then change
/// nothing.
/// </remarks>
internal sealed class JournalWriter
{
    private const int SliceLeast = 256;

    private readonly JournalTail _tail;
    private readonly SortProgress _progress;
    private readonly SqliteStatement _exists;
    private readonly SqliteStatement _append;
    private readonly SqliteStatement _index;
    private readonly int _window;

    private SortCursor<JournalPlace>? _cursor;
    private long _sortingThrough;
    private long _last;
    private long _committed;

    public JournalWriter(SqliteSession session, JournalTail tail, int window)
    {
        _tail = tail;
        _window = window;
        _progress = new SortProgress(session, "journal");
        _exists = session.Prepare("SELECT 1 FROM journal_index WHERE declaration = ?1 AND sequence = ?2");
        _append = session.Prepare(
            "INSERT INTO journal (position, declaration, sequence, hash, body) VALUES (?1, ?2, ?3, ?4, ?5)");
        _index = session.Prepare(
            "INSERT OR IGNORE INTO journal_index (declaration, sequence, position) VALUES (?1, ?2, ?3)");
        Load(session);
    }

    /// <summary>Whether the declaration has an entry of that number.</summary>
    public bool Exists(JournalWrite entry)
    {
        if (_tail.HasOwn(entry.Declaration.Value, entry.Sequence))
        {
            return true;
        }

        var found = _exists.Bind(1, entry.Declaration.Value).Bind(2, entry.Sequence).Step();
        _exists.Reset();
        return found;
    }

    /// <summary>Appends an entry of which <see cref="Exists"/> said no; a conflict when this unit has it twice.</summary>
    public void Append(JournalWrite entry)
    {
        UnitConflictException.Unless(!_tail.HasOwn(entry.Declaration.Value, entry.Sequence));
        _last++;
        _append.Bind(1, _last)
            .Bind(2, entry.Declaration.Value)
            .Bind(3, entry.Sequence)
            .Bind(4, entry.Hash)
            .Bind(5, entry.Body)
            .Run();
        _tail.Add(entry.Declaration.Value, entry.Sequence, _last);
    }

    /// <summary>Sorts a slice in, about two for each entry this transaction appended.</summary>
    public void SortIn()
    {
        if (_cursor is null && _tail.Count >= _window)
        {
            _cursor = _tail.BeginSorting();
            _sortingThrough = _committed;
        }

        if (_cursor is null)
        {
            return;
        }

        foreach (var place in _cursor.Take(Math.Max(SliceLeast, 2 * (int)(_last - _committed))))
        {
            _index.Bind(1, place.Declaration).Bind(2, place.Sequence).Bind(3, place.Position).Run();
        }

        if (_cursor.AtEnd)
        {
            _progress.Write(_sortingThrough);
        }
    }

    /// <summary>The transaction committed.</summary>
    public void Publish()
    {
        _tail.Publish();
        _committed = _last;
        _cursor?.Keep();
        if (_cursor is { AtEnd: true })
        {
            _tail.EndSorting();
            _cursor = null;
        }
    }

    /// <summary>The transaction was undone.</summary>
    public void Restore()
    {
        _tail.Forget();
        _last = _committed;
        _cursor?.Undo();
    }

    private void Load(SqliteSession session)
    {
        _last = _progress.Read();
        using var entries = new SqliteStatement(
            session.Connection,
            "SELECT position, declaration, sequence FROM journal WHERE position > ?1 ORDER BY position");
        entries.Bind(1, _last);
        while (entries.Step())
        {
            _last = entries.Long(0);
            _tail.Add(entries.Long(1), entries.Long(2), _last);
        }

        _tail.Publish();
        _committed = _last;
    }
}

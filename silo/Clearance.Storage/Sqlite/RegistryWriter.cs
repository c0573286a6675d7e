using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>Writes the registry of events.</summary>
/// <remarks>
/// <para>
/// Ids are random: put into their sorted table at once, each would dirty a page of its own, twice four kilobytes for sixty
/// bytes. So an event is appended to a log, is found through its <see cref="RegistryTail"/>, and is sorted in later with
/// half a million others, a slice with each commit; a page is then written once for several of them.
/// </para>
/// <para>
/// An event is known when it is in the tail or in the sorted table, and both are asked before one is added: an id is never
/// stored twice. Sorting in copies and then moves the mark; a crash before the mark repeats the copying, which changes
/// nothing. The log's copies are deleted only below the mark. An answer is given in both places.
/// </para>
/// </remarks>
internal sealed class RegistryWriter
{
    private const int SliceLeast = 256;
    private const int DeleteSlice = 2_048;

    private readonly RegistryTail _tail;
    private readonly SortProgress _progress;
    private readonly SqliteStatement _exists;
    private readonly SqliteStatement _append;
    private readonly SqliteStatement _answerLogged;
    private readonly SqliteStatement _answerSorted;
    private readonly SqliteStatement _copy;
    private readonly SqliteStatement _delete;
    private readonly int _window;

    private SortCursor<(Hash128 Id, long Sequence)>? _cursor;
    private long _sortingThrough;
    private Marks _marks;
    private Marks _committed;

    public RegistryWriter(SqliteSession session, RegistryTail tail, int window)
    {
        _tail = tail;
        _window = window;
        _progress = new SortProgress(session, "registry");
        _exists = session.Prepare("SELECT 1 FROM registry WHERE id = ?1");
        _append = session.Prepare(
            """
            INSERT INTO registry_log (sequence, id, content, home, outcome, rejection) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            """);
        _answerLogged = session.Prepare(
            """
            UPDATE registry_log SET outcome = ?2, rejection = ?3 WHERE sequence = ?1 AND outcome = ?4
            """);
        _answerSorted = session.Prepare(
            """
            UPDATE registry SET outcome = ?2, rejection = ?3 WHERE id = ?1 AND outcome = ?4
            """);
        _copy = session.Prepare(
            """
            INSERT OR IGNORE INTO registry (id, content, home, outcome, rejection)
            SELECT id, content, home, outcome, rejection FROM registry_log WHERE sequence = ?1
            """);
        _delete = session.Prepare("DELETE FROM registry_log WHERE sequence <= ?1");
        Load(session);
    }

    /// <summary>Whether an event is known. One looked up before at the mark there is now need only be sought in the tail.</summary>
    public bool Exists(RegistryRecord record)
    {
        if (_tail.FindOwn(record.Id) > 0)
        {
            return true;
        }

        if (record.AbsentAt == _tail.Mark)
        {
            return false;
        }

        var found = _exists.BindHash(1, record.Id).Step();
        _exists.Reset();
        return found;
    }

    /// <summary>Adds an event of which <see cref="Exists"/> said no; a conflict when this unit names it twice.</summary>
    public void Insert(RegistryRecord record)
    {
        var sequence = ++_marks.Last;
        UnitConflictException.Unless(_tail.Add(record.Id, sequence));
        _append.Bind(1, sequence)
            .BindHash(2, record.Id)
            .BindHash(3, record.Content)
            .BindText(4, record.Home)
            .Bind(5, (long)record.Outcome)
            .BindNullable(6, record.Rejection)
            .Run();
    }

    /// <summary>Gives a pending event its outcome; a conflict when it is not there or not pending.</summary>
    public void Answer(RegistryRecord record) => Change(record, EventOutcome.Pending);

    /// <summary>Gives an event another outcome than accepted, which it had while it waited in the queue of a stopped key.</summary>
    public void Judge(RegistryRecord record) => Change(record, EventOutcome.Accepted);

    private void Change(RegistryRecord record, EventOutcome before)
    {
        var changed = 0;
        if (_tail.FindOwn(record.Id) is > 0 and var sequence)
        {
            _answerLogged.Bind(1, sequence).Bind(2, (long)record.Outcome).BindNullable(3, record.Rejection).Bind(4, (long)before).Run();
            changed = _answerLogged.Changes;
        }

        _answerSorted.BindHash(1, record.Id).Bind(2, (long)record.Outcome).BindNullable(3, record.Rejection).Bind(4, (long)before).Run();
        UnitConflictException.Unless(changed + _answerSorted.Changes > 0);
    }

    /// <summary>
    /// Sorts a slice in, five for every four events this transaction added, or deletes what is sorted in. So the sorting of
    /// one window ends before the next is full, and costs about the same in every second.
    /// </summary>
    public void SortIn()
    {
        if (_cursor is null && _tail.Count >= _window)
        {
            _cursor = _tail.BeginSorting();
            _sortingThrough = _committed.Last;
        }

        if (_cursor is null)
        {
            DeleteSorted();
            return;
        }

        foreach (var (_, sequence) in _cursor.Take(Math.Max(SliceLeast, (int)(_marks.Last - _committed.Last) * 5 / 4)))
        {
            _copy.Bind(1, sequence).Run();
        }

        if (_cursor.AtEnd)
        {
            _marks.SortedThrough = _sortingThrough;
            _progress.Write(_marks.SortedThrough);
        }
    }

    /// <summary>The transaction committed.</summary>
    public void Publish()
    {
        _tail.Publish();
        _committed = _marks;
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
        _marks = _committed;
        _cursor?.Undo();
    }

    private void DeleteSorted()
    {
        if (_marks.DeletedThrough < _marks.SortedThrough)
        {
            _marks.DeletedThrough = Math.Min(_marks.DeletedThrough + DeleteSlice, _marks.SortedThrough);
            _delete.Bind(1, _marks.DeletedThrough).Run();
        }
    }

    private void Load(SqliteSession session)
    {
        var sorted = _progress.Read();
        var first = session.Scalar("SELECT MIN(sequence) FROM registry_log") ?? sorted + 1;
        _marks = new Marks { SortedThrough = sorted, DeletedThrough = Math.Min(first - 1, sorted), Last = sorted };
        using var log = new SqliteStatement(
            session.Connection, "SELECT sequence, id FROM registry_log WHERE sequence > ?1 ORDER BY sequence");
        log.Bind(1, sorted);
        while (log.Step())
        {
            _marks.Last = log.Long(0);
            _tail.Add(log.Hash(1), _marks.Last);
        }

        _tail.Publish();
        _committed = _marks;
    }

    /// <summary>How far the log goes, is sorted in, and is deleted.</summary>
    private record struct Marks(long Last, long SortedThrough, long DeletedThrough);
}

using Clearance.Entities;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Clearance.Storage;

/// <summary>Commits groups of units, each group one transaction. Owned by the writer's thread.</summary>
/// <remarks>
/// <para>
/// This is the only writer: the folder's lock keeps other engines out, and every transaction checks that the lease is
/// still of this epoch. So what <see cref="UnitWriter.Holds"/> reads stays so until the COMMIT. What only shows while
/// writing (an intent that is gone, an event named twice) undoes the transaction, and it is begun again without that unit:
/// nothing of a unit that conflicts is ever part of a COMMIT.
/// </para>
/// <para>
/// A COMMIT that fails may still have reached the disk. Each transaction therefore leaves its own number in the lease;
/// if that can be read back, it committed. If an older number is read, another transaction is committed over it: after
/// that, what was left of the failed one can never come back, and "nothing was committed" is true. If neither can be
/// done the outcome is unknown, and the store takes no more commits, unless it is for a full disk.
/// </para>
/// </remarks>
internal sealed class CommitWriter : IDisposable
{
    private readonly SqliteSession _session;
    private readonly Action<CommitStep>? _onStep;
    private readonly UnitWriter _writer;
    private readonly MoveWriter _moves;
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _mark;
    private readonly SqliteStatement _readMark;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _rollback;
    private readonly long _epoch;
    private readonly WalKeeper _wal;
    private long _writes;
    private volatile string? _failed;

    public CommitWriter(SqliteSession session, long epoch, WalKeeper wal, Tails tails, SqliteStoreOptions options)
    {
        _session = session;
        _epoch = epoch;
        _wal = wal;
        _onStep = options.OnStep;
        _writer = new UnitWriter(session, epoch, tails, options);
        _moves = new MoveWriter(session);
        _begin = session.Prepare("BEGIN IMMEDIATE");
        _mark = session.Prepare("UPDATE lease SET last_write = ?1 WHERE shard = 0 AND epoch = ?2");
        _readMark = session.Prepare("SELECT last_write FROM lease WHERE shard = 0 AND epoch = ?1");
        _commit = session.Prepare("COMMIT");
        _rollback = session.Prepare("ROLLBACK");
        WalKeeper.Start(session);
    }

    /// <summary>Why the lease is lost or the file can no longer be trusted: no more commits. Null: it is not so.</summary>
    public string? FailedBecause => _failed;

    /// <summary>Commits units; see <see cref="IClearanceStore.Commit"/>.</summary>
    public IReadOnlyList<CommitOutcome> Commit(IReadOnlyList<CommitUnit> units)
    {
        var outcomes = new CommitOutcome[units.Count];
        Transact(() =>
        {
            WriteUnits(units, outcomes);
            if (!outcomes.Contains(CommitOutcome.Committed))
            {
                return false;
            }

            _writer.SortIn();
            _onStep?.Invoke(CommitStep.AllWritten);
            return true;
        });
        return outcomes;
    }

    /// <summary>Stores a move; see <see cref="IMoveStore.SaveMove"/>.</summary>
    public bool Save(MoveRecord move) => Transact(() =>
    {
        Begin();
        return _moves.Write(move);
    });

    private bool Transact(Func<bool> write)
    {
        if (_failed is { } earlier)
        {
            throw new StoreUnavailableException($"The store takes no more commits until it is opened again: {earlier}.");
        }

        try
        {
            if (!write())
            {
                Undo();
                return false;
            }
        }
        catch (SqliteException forbidden) when (forbidden.SqliteErrorCode == raw.SQLITE_CONSTRAINT)
        {
            // Repeating it would not help, so it is not called unavailable.
            Undo();
            throw new InvalidOperationException($"The tables forbid a row: {forbidden.Message}", forbidden);
        }
        catch (Exception refused) when (refused is SqliteException or IOException)
        {
            Undo();
            throw new StoreUnavailableException($"Nothing was committed: {refused.Message}", refused);
        }
        catch
        {
            Undo();
            throw;
        }

        End();
        _writer.Publish();
        _wal.AfterCommit(_session);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _wal.Dispose();
        _session.Dispose();
    }

    /// <summary>Begins the transaction and writes every unit that holds, beginning again whenever one turns out not to.</summary>
    private void WriteUnits(IReadOnlyList<CommitUnit> units, CommitOutcome[] outcomes)
    {
        while (true)
        {
            Begin();
            var i = 0;
            try
            {
                for (; i < units.Count; i++)
                {
                    if (outcomes[i] != CommitOutcome.Conflict)
                    {
                        WriteUnit(units[i], ref outcomes[i]);
                    }
                }

                return;
            }
            catch (UnitConflictException)
            {
                outcomes[i] = CommitOutcome.Conflict;
                Undo();
            }
        }
    }

    private void WriteUnit(CommitUnit unit, ref CommitOutcome outcome)
    {
        if (!_writer.Holds(unit))
        {
            outcome = CommitOutcome.Conflict;
            return;
        }

        _writer.Write(unit);
        outcome = CommitOutcome.Committed;
        _onStep?.Invoke(CommitStep.UnitWritten);
    }

    private void Begin()
    {
        _begin.Run();
        _mark.Bind(1, ++_writes).Bind(2, _epoch).Run();
        if (_mark.Changes != 1)
        {
            _failed = "another engine has taken its lease";
            throw new StoreUnavailableException("Another engine has taken the store's lease.");
        }

        _onStep?.Invoke(CommitStep.Begun);
    }

    private void End()
    {
        try
        {
            _onStep?.Invoke(CommitStep.Committing);
            _commit.Run();
            _onStep?.Invoke(CommitStep.Committed);
        }
#pragma warning disable CA1031 // Whatever was thrown, what counts is what is on disk.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            Resolve(thrown);
        }
    }

    /// <summary>Returns when the transaction did commit, and throws what is true otherwise.</summary>
    private void Resolve(Exception thrown)
    {
        try
        {
            _onStep?.Invoke(CommitStep.Resolving);
            RollBack();
            if (ReadMark() == _writes)
            {
                return;
            }

            _writer.Restore();
            Begin();
            _commit.Run();
        }
        catch (SqliteException full) when (IsFull(full) && IsFull(thrown))
        {
            // Neither it nor anything over it found room. Whatever the log may hold of it is invisible, and the next commit is
            // written over it; only a crash before that could bring it back. So it is unknown, and no reason to stop.
            Undo();
            throw new CommitOutcomeUnknownException($"What became of a commit is unknown: {full.Message}", thrown);
        }
        catch (Exception unreadable)
        {
            _failed = $"a COMMIT failed ({thrown.Message}) and what it left cannot be read ({unreadable.Message})";
            throw new CommitOutcomeUnknownException($"What became of a commit is unknown: {_failed}.", thrown);
        }

        throw new StoreUnavailableException($"Nothing was committed: {thrown.Message}", thrown);
    }

    private static bool IsFull(Exception thrown) => thrown is SqliteException { SqliteErrorCode: raw.SQLITE_FULL };

    private long? ReadMark()
    {
        _readMark.Bind(1, _epoch);
        long? number = _readMark.Step() ? _readMark.Long(0) : null;
        _readMark.Reset();
        return number;
    }

    private void Undo()
    {
        RollBack();
        _writer.Restore();
    }

    /// <summary>Rolls back if a transaction is open: some errors have done so already.</summary>
    private void RollBack()
    {
        if (raw.sqlite3_get_autocommit(_session.Connection.Handle) == 0)
        {
            _rollback.Run();
        }
    }
}

using Clearance.Entities;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Clearance.Storage;

/// <summary>Commits groups of units, each group one transaction. Owned by the writer's thread.</summary>
/// <remarks>
/// <para>
/// This is the only writer: the folder's lock keeps other engines out, and every transaction checks that the lease is
/// still of this epoch. So what <see cref="UnitWriter.Holds"/> reads stays so until the COMMIT. What only shows while
/// writing (a known event, an intent that is gone) undoes the transaction, and it is begun again without that unit:
/// nothing of a unit that conflicts is ever part of a COMMIT.
/// </para>
/// <para>
/// A COMMIT that fails may still have reached the disk. Each transaction therefore leaves its own number in the lease;
/// if that can be read back, it committed. If an older number is read, another transaction is committed over it: after
/// that, what was left of the failed one can never come back, and "nothing was committed" is true. If neither can be
/// done the outcome is unknown, and the store takes no more commits.
/// </para>
/// </remarks>
internal sealed class CommitWriter : IDisposable
{
    private readonly SqliteSession session;
    private readonly Action<CommitStep>? onStep;
    private readonly UnitWriter writer;
    private readonly SqliteStatement begin;
    private readonly SqliteStatement mark;
    private readonly SqliteStatement readMark;
    private readonly SqliteStatement commit;
    private readonly SqliteStatement rollback;
    private readonly long epoch;
    private readonly WalKeeper wal;
    private long writes;
    private volatile bool failed;

    public CommitWriter(SqliteSession session, long epoch, WalKeeper wal, Action<CommitStep>? onStep)
    {
        this.session = session;
        this.epoch = epoch;
        this.wal = wal;
        this.onStep = onStep;
        writer = new UnitWriter(session, epoch);
        begin = session.Prepare("BEGIN IMMEDIATE");
        mark = session.Prepare("UPDATE lease SET last_write = ?1 WHERE shard = 0 AND epoch = ?2");
        readMark = session.Prepare("SELECT last_write FROM lease WHERE shard = 0 AND epoch = ?1");
        commit = session.Prepare("COMMIT");
        rollback = session.Prepare("ROLLBACK");
        WalKeeper.Start(session);
    }

    /// <summary>Whether the lease is lost or the file can no longer be trusted: no more commits.</summary>
    public bool Failed => failed;

    /// <summary>Commits units; see <see cref="IClearanceStore.Commit"/>.</summary>
    public IReadOnlyList<CommitOutcome> Commit(IReadOnlyList<CommitUnit> units)
    {
        if (failed)
        {
            throw new StoreUnavailableException("The store failed earlier and takes no more commits until it is opened again.");
        }

        var outcomes = new CommitOutcome[units.Count];
        try
        {
            WriteUnits(units, outcomes);
            if (!outcomes.Contains(CommitOutcome.Committed))
            {
                Undo();
                return outcomes;
            }

            onStep?.Invoke(CommitStep.AllWritten);
        }
        catch (Exception thrown)
        {
            Undo();
            if (thrown is SqliteException { SqliteErrorCode: not raw.SQLITE_CONSTRAINT } or IOException)
            {
                throw new StoreUnavailableException($"Nothing was committed: {thrown.Message}", thrown);
            }

            // A row the tables forbid, or a bug: repeating it would not help, so it is not called unavailable.
            throw;
        }

        End();
        wal.AfterCommit(session);
        return outcomes;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        wal.Dispose();
        session.Dispose();
    }

    /// <summary>Begins the transaction and writes every unit that holds, beginning again whenever one turns out not to.</summary>
    private void WriteUnits(IReadOnlyList<CommitUnit> units, CommitOutcome[] outcomes)
    {
        var thorough = false;
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
                        WriteUnit(units[i], ref outcomes[i], thorough);
                    }
                }

                return;
            }
            catch (UnitConflictException)
            {
                outcomes[i] = CommitOutcome.Conflict;
                thorough = true;
                Undo();
            }
        }
    }

    private void WriteUnit(CommitUnit unit, ref CommitOutcome outcome, bool thorough)
    {
        if (!writer.Holds(unit, thorough))
        {
            outcome = CommitOutcome.Conflict;
            return;
        }

        writer.Write(unit);
        outcome = CommitOutcome.Committed;
        onStep?.Invoke(CommitStep.UnitWritten);
    }

    private void Begin()
    {
        begin.Run();
        mark.Bind(1, ++writes).Bind(2, epoch).Run();
        if (mark.Changes != 1)
        {
            failed = true;
            throw new StoreUnavailableException("Another engine has taken the store's lease.");
        }

        onStep?.Invoke(CommitStep.Begun);
    }

    private void End()
    {
        try
        {
            onStep?.Invoke(CommitStep.Committing);
            commit.Run();
            onStep?.Invoke(CommitStep.Committed);
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
            onStep?.Invoke(CommitStep.Resolving);
            Undo();
            if (ReadMark() == writes)
            {
                return;
            }

            Begin();
            commit.Run();
        }
        catch (Exception unreadable)
        {
            failed = true;
            throw new CommitOutcomeUnknownException(
                $"COMMIT failed ({thrown.Message}) and what it left cannot be read ({unreadable.Message}).", thrown);
        }

        throw new StoreUnavailableException($"Nothing was committed: {thrown.Message}", thrown);
    }

    private long? ReadMark()
    {
        readMark.Bind(1, epoch);
        long? number = readMark.Step() ? readMark.Long(0) : null;
        readMark.Reset();
        return number;
    }

    /// <summary>Rolls back if a transaction is open: some errors have done so already.</summary>
    private void Undo()
    {
        if (raw.sqlite3_get_autocommit(session.Connection.Handle) == 0)
        {
            rollback.Run();
        }

        writer.Restore();
    }
}

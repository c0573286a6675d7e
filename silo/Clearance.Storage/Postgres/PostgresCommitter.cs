using Clearance.Entities;
using Npgsql;

namespace Clearance.Storage;

/// <summary>Commits groups of units, each group one transaction of two round trips: everything it writes, and COMMIT.</summary>
/// <remarks>
/// <para>
/// One group at a time in each lane, on a connection of its own. What a unit states is checked by the statements that write it:
/// they take only rows of which it is so, and fail where a row that is said to be new is there. If one is missing the transaction is
/// rolled back and repeated, first so that the statements name what they wrote, and then without the units whose rows were not: nothing of a unit that conflicts is ever part of a COMMIT.
/// </para>
/// <para>
/// The lane's row is written last, and only if it is as this engine left it: still of its epoch, and after its last
/// transaction. So a fenced engine commits nothing, and the numbers held in memory are those stored.
/// </para>
/// <para>
/// Until COMMIT is sent every failure means that nothing was committed, and a group whose connection turns out to be cut off is
/// written once more over a new one. After that only the lane's row tells: a new connection
/// waits until no transaction holds it and reads which transaction wrote it last. If nobody can say within the time allowed
/// the outcome is unknown; the next group begins by reading the row.
/// </para>
/// </remarks>
/// <param name="mine">What it writes in.</param>
/// <param name="options">How it is done.</param>
internal sealed class PostgresCommitter(PostgresLanes mine, PostgresStoreOptions options) : IAsyncDisposable
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(100);

    private volatile bool _foundNoRoom;

    /// <summary>Whether another engine has taken the lease: no more commits.</summary>
    public bool Fenced => mine.Fenced;

    /// <summary>Whether a group found the server's disk full, and it is not known that there is room again.</summary>
    public bool FoundNoRoom
    {
        get => _foundNoRoom;
        set => _foundNoRoom = value;
    }

    /// <summary>Commits units; see <see cref="IClearanceStore.Commit"/>.</summary>
    public async Task<IReadOnlyList<CommitOutcome>> Commit(IReadOnlyList<CommitUnit> units, CancellationToken cancel)
    {
        var lanes = units.Select(unit => CommitLane.Of(unit, mine.Count)).DefaultIfEmpty().Distinct().Order().ToArray();

        // Once it has begun it is not cancelled: who asked could not tell what became of it.
        await mine.Enter(lanes, cancel).ConfigureAwait(false);
        try
        {
            return await CommitGroup(units, lanes).ConfigureAwait(false);
        }
        finally
        {
            mine.Leave(lanes);
        }
    }

    /// <summary>Waits for the groups in flight and closes the connections.</summary>
    public ValueTask DisposeAsync() => mine.DisposeAsync();

    private async Task<IReadOnlyList<CommitOutcome>> CommitGroup(IReadOnlyList<CommitUnit> units, int[] lanes)
    {
        var outcomes = new CommitOutcome[units.Count];
        for (var i = 0; i < units.Count; i++)
        {
            outcomes[i] = UnitWaves.Contradicts(units[i]) ? CommitOutcome.Conflict : CommitOutcome.Committed;
        }

        var wasCutOff = false;
        var naming = false;
        while (outcomes.Contains(CommitOutcome.Committed))
        {
            (NpgsqlTransaction Transaction, PostgresLane[] Rows)? written;
            try
            {
                written = await TryWrite(units, lanes, outcomes, naming).ConfigureAwait(false);
            }
            catch (StoreUnavailableException nothing) when (
                !wasCutOff && nothing.InnerException is { } failed && PostgresSessions.WasCutOff(failed))
            {
                // The server was started again since the connection was used last, and so it did not end this one only.
                wasCutOff = true;
                await mine.Renew(lanes).ConfigureAwait(false);
                continue;
            }

            if (written is { } group)
            {
                await End(group.Transaction, lanes, group.Rows).ConfigureAwait(false);
                break;
            }

            naming = true;
        }

        return outcomes;
    }

    /// <summary>
    /// Writes the units still in the group; null, and nothing written, when some of them lost. Which did is in the outcomes only if names were
    /// asked for.
    /// </summary>
    private async Task<(NpgsqlTransaction Transaction, PostgresLane[] Rows)?> TryWrite(
        IReadOnlyList<CommitUnit> units, int[] lanes, CommitOutcome[] outcomes, bool naming)
    {
        NpgsqlTransaction? transaction = null;
        try
        {
            var (connection, rows) = await mine.Connected(lanes).ConfigureAwait(false);
            transaction = await connection.BeginTransactionAsync().ConfigureAwait(false);
            await Step(CommitStep.Begun).ConfigureAwait(false);
            var next = await WriteWaves(connection, lanes, rows, units, outcomes, naming).ConfigureAwait(false);
            await Step(CommitStep.AllWritten).ConfigureAwait(false);
            if (next is not null)
            {
                return (transaction, next);
            }

            await transaction.RollbackAsync().ConfigureAwait(false);
            return null;
        }
        catch (PostgresException there) when (!naming && there.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            await Undo(transaction, lanes).ConfigureAwait(false);
            return null;
        }
        catch (PostgresException forbidden) when (PostgresSessions.Forbade(forbidden))
        {
            await Undo(transaction, lanes).ConfigureAwait(false);
            throw new InvalidOperationException($"The tables forbid a row: {forbidden.Message}", forbidden);
        }
        catch (Exception failed) when (PostgresSessions.Failed(failed))
        {
            _foundNoRoom |= failed is PostgresException { SqlState: PostgresErrorCodes.DiskFull };
            await Undo(transaction, lanes).ConfigureAwait(false);
            throw new StoreUnavailableException($"Nothing was committed: {failed.Message}", failed);
        }
        catch
        {
            await Undo(transaction, lanes).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Writes wave after wave; the lanes' rows after them, or null when some units of the last one written lost.</summary>
    private async Task<PostgresLane[]?> WriteWaves(
        NpgsqlConnection connection,
        int[] lanes,
        PostgresLane[] rows,
        IReadOnlyList<CommitUnit> units,
        CommitOutcome[] outcomes,
        bool naming)
    {
        var waves = UnitWaves.Of(units, outcomes);
        var losers = naming ? new HashSet<int>() : null;
        var write = Guid.NewGuid();
        var numbers = new LaneNumbers(Array.ConvertAll(rows, row => row with { Write = write }), lanes, mine.Count);
        await ParkedEnds.Pass(connection, units, numbers).ConfigureAwait(false);
        for (var i = 0; i < waves.Count; i++)
        {
            var group = new GroupWrite(units, waves[i], numbers, options.Cluster);
            var moves = i == waves.Count - 1 ? rows.Zip(numbers.Rows, static (row, next) => row.MoveTo(next)) : [];
            var outcome = await group.Write(connection, [.. moves], losers).ConfigureAwait(false);
            if (outcome == GroupOutcome.Overtaken)
            {
                // The numbers held here are not those stored. If it was another engine, reading them again says so.
                await mine.Drop(lanes).ConfigureAwait(false);
                await mine.Connected(lanes).ConfigureAwait(false);
                throw new StoreUnavailableException("Nothing was committed: the lane's row was not as this engine left it.");
            }

            foreach (var loser in losers ?? [])
            {
                outcomes[loser] = CommitOutcome.Conflict;
            }

            if (outcome == GroupOutcome.Lost)
            {
                return null;
            }
        }

        return numbers.Rows;
    }

    private async Task End(NpgsqlTransaction transaction, int[] lanes, PostgresLane[] next)
    {
        try
        {
            await Step(CommitStep.Committing).ConfigureAwait(false);
            await transaction.CommitAsync().ConfigureAwait(false);
            await Step(CommitStep.Committed).ConfigureAwait(false);
            mine.Moved(lanes, next);
        }
#pragma warning disable CA1031 // Whatever was thrown, what counts is what is stored.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            await mine.Drop(lanes).ConfigureAwait(false);
            await Resolve(lanes, next[0].Write, thrown).ConfigureAwait(false);
        }
    }

    /// <summary>Returns when the transaction did commit, and throws what is true otherwise.</summary>
    private async Task Resolve(int[] lanes, Guid write, Exception thrown)
    {
        var from = options.Clock.GetTimestamp();
        while (true)
        {
            try
            {
                await Step(CommitStep.Resolving).ConfigureAwait(false);
                var (_, rows) = await mine.Connected(lanes).ConfigureAwait(false);
                if (rows[0].Write == write)
                {
                    return;
                }

                break;
            }
            catch (StoreUnavailableException) when (Fenced)
            {
                throw Unknown("another engine has written since");
            }
            catch (Exception failed) when (PostgresSessions.Failed(failed))
            {
                if (options.Clock.GetElapsedTime(from) > options.ResolveWithin)
                {
                    throw Unknown(failed.Message);
                }
            }

            await Task.Delay(BetweenTries, options.Clock).ConfigureAwait(false);
        }

        throw new StoreUnavailableException($"Nothing was committed: {thrown.Message}", thrown);

        CommitOutcomeUnknownException Unknown(string why) =>
            new($"COMMIT failed ({thrown.Message}) and what it left cannot be read ({why}).", thrown);
    }

    private async Task Undo(NpgsqlTransaction? transaction, int[] lanes)
    {
        try
        {
            if (transaction is not null)
            {
                await transaction.RollbackAsync().ConfigureAwait(false);
            }
        }
        catch (Exception failed) when (PostgresSessions.Failed(failed) || failed is InvalidOperationException)
        {
            await mine.Drop(lanes).ConfigureAwait(false);
        }
    }

    private Task Step(CommitStep step) => options.OnStep?.Invoke(step) ?? Task.CompletedTask;
}

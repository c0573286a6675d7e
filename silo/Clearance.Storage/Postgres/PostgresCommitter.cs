using Clearance.Entities;
using Npgsql;

namespace Clearance.Storage;

/// <summary>Commits groups of units, each group one transaction of two round trips: everything it writes, and COMMIT.</summary>
/// <remarks>
/// <para>
/// One group at a time, on one connection. What a unit states is checked by the statements that write it: they take only
/// rows of which it is so, and return them. If one is missing the transaction is rolled back and repeated without its unit:
/// nothing of a unit that conflicts is ever part of a COMMIT.
/// </para>
/// <para>
/// The lane's row is written last, and only if it is as this engine left it: still of its epoch, and after its last
/// transaction. So a fenced engine commits nothing, and the numbers held in memory are those stored.
/// </para>
/// <para>
/// Until COMMIT is sent every failure means that nothing was committed. After that only the lane's row tells: a new connection
/// waits until no transaction holds it and reads which transaction wrote it last. If nobody can say within the time allowed
/// the outcome is unknown; the next group begins by reading the row.
/// </para>
/// </remarks>
internal sealed class PostgresCommitter(NpgsqlDataSource pool, PostgresStoreOptions options, long epoch) : IAsyncDisposable
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(100);

    private readonly SemaphoreSlim _gate = new(1);
    private NpgsqlConnection? _connection;
    private PostgresLane? _lane;
    private bool _closed;
    private volatile bool _fenced;

    /// <summary>Whether another engine has taken the lease: no more commits.</summary>
    public bool Fenced => _fenced;

    /// <summary>Commits units; see <see cref="IClearanceStore.Commit"/>.</summary>
    public async Task<IReadOnlyList<CommitOutcome>> Commit(IReadOnlyList<CommitUnit> units, CancellationToken cancel)
    {
        // Once it has begun it is not cancelled: who asked could not tell what became of it.
        await _gate.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (_closed)
            {
                throw new StoreUnavailableException("The store is closed.");
            }

            return await CommitGroup(units).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Waits for the group in flight and closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        _closed = true;
        await Drop().ConfigureAwait(false);
        _gate.Release();
    }

    private async Task<IReadOnlyList<CommitOutcome>> CommitGroup(IReadOnlyList<CommitUnit> units)
    {
        var outcomes = new CommitOutcome[units.Count];
        for (var i = 0; i < units.Count; i++)
        {
            outcomes[i] = UnitWaves.Contradicts(units[i]) ? CommitOutcome.Conflict : CommitOutcome.Committed;
        }

        while (outcomes.Contains(CommitOutcome.Committed))
        {
            if (await TryWrite(units, outcomes).ConfigureAwait(false) is { } written)
            {
                await End(written.Transaction, written.Lane).ConfigureAwait(false);
                break;
            }
        }

        return outcomes;
    }

    /// <summary>Writes the units still in the group; null, and nothing written, when some of them lost.</summary>
    private async Task<(NpgsqlTransaction Transaction, PostgresLane Lane)?> TryWrite(
        IReadOnlyList<CommitUnit> units, CommitOutcome[] outcomes)
    {
        NpgsqlTransaction? transaction = null;
        try
        {
            var (connection, lane) = await Connected().ConfigureAwait(false);
            transaction = await connection.BeginTransactionAsync().ConfigureAwait(false);
            await Step(CommitStep.Begun).ConfigureAwait(false);
            var next = await WriteWaves(connection, lane, units, outcomes).ConfigureAwait(false);
            await Step(CommitStep.AllWritten).ConfigureAwait(false);
            if (next is not null)
            {
                return (transaction, next);
            }

            await transaction.RollbackAsync().ConfigureAwait(false);
            return null;
        }
        catch (PostgresException forbidden) when (PostgresSessions.Forbade(forbidden))
        {
            await Undo(transaction).ConfigureAwait(false);
            throw new InvalidOperationException($"The tables forbid a row: {forbidden.Message}", forbidden);
        }
        catch (Exception failed) when (PostgresSessions.Failed(failed))
        {
            await Undo(transaction).ConfigureAwait(false);
            throw new StoreUnavailableException($"Nothing was committed: {failed.Message}", failed);
        }
        catch
        {
            await Undo(transaction).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Writes wave after wave; the lane after them, or null when some units of the last one written lost.</summary>
    private async Task<PostgresLane?> WriteWaves(
        NpgsqlConnection connection, PostgresLane lane, IReadOnlyList<CommitUnit> units, CommitOutcome[] outcomes)
    {
        var waves = UnitWaves.Of(units, outcomes);
        var losers = new HashSet<int>();
        var next = lane with { Write = Guid.NewGuid() };
        for (var i = 0; i < waves.Count; i++)
        {
            var group = new GroupWrite(units, waves[i], next);
            next = group.Lane;
            var move = i == waves.Count - 1 ? lane.MoveTo(next) : null;
            if (!await group.Write(connection, move, losers).ConfigureAwait(false))
            {
                // The numbers held here are not those stored. If it was another engine, reading them again says so.
                await Drop().ConfigureAwait(false);
                await Connected().ConfigureAwait(false);
                throw new StoreUnavailableException("Nothing was committed: the lane's row was not as this engine left it.");
            }

            foreach (var loser in losers)
            {
                outcomes[loser] = CommitOutcome.Conflict;
            }

            if (losers.Count > 0)
            {
                return null;
            }
        }

        return next;
    }

    private async Task End(NpgsqlTransaction transaction, PostgresLane next)
    {
        try
        {
            await Step(CommitStep.Committing).ConfigureAwait(false);
            await transaction.CommitAsync().ConfigureAwait(false);
            await Step(CommitStep.Committed).ConfigureAwait(false);
            _lane = next;
        }
#pragma warning disable CA1031 // Whatever was thrown, what counts is what is stored.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            await Drop().ConfigureAwait(false);
            await Resolve(next.Write, thrown).ConfigureAwait(false);
        }
    }

    /// <summary>Returns when the transaction did commit, and throws what is true otherwise.</summary>
    private async Task Resolve(Guid write, Exception thrown)
    {
        var from = options.Clock.GetTimestamp();
        while (true)
        {
            try
            {
                await Step(CommitStep.Resolving).ConfigureAwait(false);
                var (_, lane) = await Connected().ConfigureAwait(false);
                if (lane.Write == write)
                {
                    return;
                }

                break;
            }
            catch (StoreUnavailableException) when (_fenced)
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

    /// <summary>The connection and the lane's row, opened and read if need be.</summary>
    private async Task<(NpgsqlConnection Connection, PostgresLane Lane)> Connected()
    {
        if (_connection is { State: System.Data.ConnectionState.Open } open && _lane is { } known)
        {
            return (open, known);
        }

        await Drop().ConfigureAwait(false);
        _connection = await pool.OpenConnectionAsync().ConfigureAwait(false);
        var lane = await PostgresLane.Read(_connection).ConfigureAwait(false);
        if (lane.Epoch != epoch)
        {
            _fenced = true;
            throw new StoreUnavailableException("Another engine has taken the store's lease.");
        }

        _lane = lane;
        return (_connection, lane);
    }

    private async Task Undo(NpgsqlTransaction? transaction)
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
            await Drop().ConfigureAwait(false);
        }
    }

    /// <summary>Closes the connection; the server rolls back what it held.</summary>
    private async Task Drop()
    {
        var connection = _connection;
        (_connection, _lane) = (null, null);
        if (connection is not null)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    private Task Step(CommitStep step) => options.OnStep?.Invoke(step) ?? Task.CompletedTask;
}

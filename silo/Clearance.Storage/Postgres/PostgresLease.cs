using Npgsql;
using NpgsqlTypes;

namespace Clearance.Storage;

/// <summary>Keeps a second engine out of a database, and says how long answers from memory may be trusted.</summary>
/// <remarks>
/// <para>
/// The lease is an advisory lock of one session. The server gives it to another only when that session is gone: closed, or cut
/// off. Whoever gets it raises the epoch at once, so that nobody commits under the old one any more, and, when the holder
/// before did not take its leave, waits <see cref="PostgresStoreOptions.LeaseTime"/> before it begins.
/// </para>
/// <para>
/// Safe because a holder trusts its lease only for that time after it sent the last question that its session answered: the
/// session, and so the lock, was there after the question was sent. Both clocks must agree on the time, so that neither a
/// frozen process nor a suspended machine trusts an old answer.
/// </para>
/// <para>
/// A holder whose session was cut off takes the lock again when the epoch is still its own: then nobody else has written.
/// </para>
/// </remarks>
internal sealed class PostgresLease : IStoreLease
{
    /// <summary>"CLRLEASE".</summary>
    public const long LockKey = 0x434C524C45415345;

    private const string Holder =
        """
        SELECT coalesce(nullif((SELECT holder FROM lane WHERE lane = 0), ''), (SELECT min(holder) FROM process WHERE NOT ended), '')
        """;

    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(100);

    private readonly NpgsqlDataSource _sessions;
    private readonly PostgresStoreOptions _options;
    private readonly CancellationTokenSource _stop = new();
    private NpgsqlConnection? _session;
    private Task _keeping = Task.CompletedTask;
    private volatile LeaseProof? _proof;
    private volatile bool _lost;

    private PostgresLease(NpgsqlDataSource sessions, PostgresStoreOptions options, NpgsqlConnection session, long epoch)
    {
        _sessions = sessions;
        _options = options;
        _session = session;
        Epoch = epoch;
    }

    /// <summary>Greater than every earlier one.</summary>
    public long Epoch { get; }

    /// <summary>Whether nobody else can have the lease now.</summary>
    public bool Holds => !_lost && _proof is { } proof && proof.Holds(_options);

    /// <summary>Whether it can never be held again: another engine has raised the epoch.</summary>
    public bool IsLost => _lost;

    /// <summary>Takes the lease or throws.</summary>
    /// <exception cref="StoreInUseException">Another engine has it.</exception>
    public static async Task<PostgresLease> Take(PostgresStoreOptions options, CancellationToken cancel)
    {
        var sessions = PostgresSessions.Single(options);
        NpgsqlConnection? session = null;
        try
        {
            session = await sessions.OpenConnectionAsync(cancel).ConfigureAwait(false);
            await Lock(session, options, cancel).ConfigureAwait(false);
            var (epoch, leftInPeace) = await RaiseEpoch(session, options, cancel).ConfigureAwait(false);
            var lease = new PostgresLease(sessions, options, session, epoch);
            if (!leftInPeace)
            {
                await Task.Delay(options.LeaseTime, options.Clock, cancel).ConfigureAwait(false);
            }

            await lease.Prove().ConfigureAwait(false);
            lease._keeping = lease.Keep();
            return lease;
        }
        catch
        {
            if (session is not null)
            {
                await session.DisposeAsync().ConfigureAwait(false);
            }

            await sessions.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Takes leave, so that the next engine need not wait.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _keeping.ConfigureAwait(false);
        _lost = true;
        if (_session is { } session)
        {
            try
            {
                await using var leave = new NpgsqlCommand("UPDATE lane SET holder = '' WHERE epoch = $1", session);
                leave.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Epoch });
                await leave.ExecuteNonQueryAsync().ConfigureAwait(false);
            }
            catch (Exception failed) when (PostgresSessions.Failed(failed))
            {
                // The next engine waits a little longer; that is all.
            }

            await session.DisposeAsync().ConfigureAwait(false);
        }

        await _sessions.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    /// <summary>Tries for a while: the server may not have noticed yet that the last holder is gone.</summary>
    private static async Task Lock(NpgsqlConnection session, PostgresStoreOptions options, CancellationToken cancel)
    {
        var from = options.Clock.GetTimestamp();
        while (!await TryLock(session).ConfigureAwait(false))
        {
            if (options.Clock.GetElapsedTime(from) > options.LeaseTime)
            {
                var holder = await Scalar<string>(session, Holder).ConfigureAwait(false);
                throw new StoreInUseException(
                    $"PostgreSQL {PostgresSessions.Place(options.ConnectionString)}", holder is null or "" ? "another process" : holder);
            }

            await Task.Delay(BetweenTries, options.Clock, cancel).ConfigureAwait(false);
        }
    }

    private static async Task<bool> TryLock(NpgsqlConnection session) =>
        await Scalar<bool>(session, $"SELECT pg_try_advisory_lock({LockKey})").ConfigureAwait(false);

    private static async Task<(long Epoch, bool LeftInPeace)> RaiseEpoch(
        NpgsqlConnection session, PostgresStoreOptions options, CancellationToken cancel)
    {
        var inUse = await Scalar<bool>(
            session,
            "SELECT EXISTS (SELECT FROM lane WHERE holder <> '') OR EXISTS (SELECT FROM process WHERE NOT ended)")
            .ConfigureAwait(false);

        // Processes of a cluster that lost their locks, or died with them, are ended: from here on they commit nothing.
        await using var raise = new NpgsqlCommand(
            """
            WITH ending AS (UPDATE process SET ended = true WHERE NOT ended)
            UPDATE lane SET holder = $1, writes = false,
                epoch = 1 + greatest((SELECT max(epoch) FROM lane), (SELECT max(epoch) FROM process))
            RETURNING epoch
            """,
            session);
        raise.Parameters.Add(
            new NpgsqlParameter<string> { TypedValue = Holders.ThisProcess(options.Clock), NpgsqlDbType = NpgsqlDbType.Text });
        return await raise.ExecuteScalarAsync(cancel).ConfigureAwait(false) is long epoch
            ? (epoch, !inUse)
            : throw new StoreFormatException("The table 'lane' is empty: it says who may write.");
    }

    private async Task Keep()
    {
        var between = _options.LeaseTime / 4;
        while (!_lost)
        {
            try
            {
                await Task.Delay(between, _options.Clock, _stop.Token).ConfigureAwait(false);
                await Prove().ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failed) when (PostgresSessions.Failed(failed))
            {
                await DropSession().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Asks the session that has the lock; a new one first takes it, and looks whose epoch it is.</summary>
    private async Task Prove()
    {
        _session ??= await _sessions.OpenConnectionAsync(_stop.Token).ConfigureAwait(false);
        if (_proof is { Session: var proven } && ReferenceEquals(proven, _session))
        {
            var asked = LeaseProof.Now(_session, _options);
            await Scalar<int>(_session, "SELECT 1").ConfigureAwait(false);
            _proof = asked;
            return;
        }

        var isTaken = await TryLock(_session).ConfigureAwait(false);
        var taken = LeaseProof.Now(_session, _options);
        if (await Scalar<long>(_session, "SELECT epoch FROM lane WHERE lane = 0").ConfigureAwait(false) != Epoch)
        {
            // If the lock was taken just now it is not for an engine that may not write: it would keep others out.
            _lost = true;
            await DropSession().ConfigureAwait(false);
        }
        else if (isTaken)
        {
            _proof = taken;
        }
        else
        {
            // The old session may linger at the server, or another engine is taking over: the next look tells.
            await DropSession().ConfigureAwait(false);
        }
    }

    private async Task DropSession()
    {
        if (_session is { } session)
        {
            _session = null;
            await session.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static async Task<T?> Scalar<T>(NpgsqlConnection session, string sql)
    {
#pragma warning disable CA2100 // The texts are constants of this class.
        await using var query = new NpgsqlCommand(sql, session);
#pragma warning restore CA2100
        return await query.ExecuteScalarAsync().ConfigureAwait(false) is T value ? value : default;
    }
}

using Npgsql;

namespace Clearance.Storage;

/// <summary>Keeps this process in the cluster: says that it lives, ends those that do not, takes over what they left.</summary>
/// <remarks>
/// <para>
/// A process that lives raises its beat four times in the time of a lease, and trusts its lease for that time after it sent the last
/// beat that was answered. The others end it when they saw one beat for so long; who ends it takes its lanes in the same
/// transaction, so that from then on it commits nothing, and only then are its claims given to others. No two clocks are
/// compared.
/// </para>
/// <para>
/// Every member's session has a lock that an engine that wants the database alone takes exclusively: the two kinds keep each other
/// out.
/// </para>
/// </remarks>
internal sealed class PostgresCluster : IAsyncDisposable
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(100);

    private readonly NpgsqlDataSource _pool;
    private readonly NpgsqlDataSource _sessions;
    private readonly PostgresStoreOptions _options;
    private readonly CancellationTokenSource _stop = new();
    private readonly SilentProcesses _silent;
    private readonly List<Task> _retired = [];
    private NpgsqlConnection? _session;
    private Task _keeping = Task.CompletedTask;
    private volatile ClusterMember? _member;
    private volatile ClusterView _view = ClusterView.Empty;
    private long _changes;

    private PostgresCluster(NpgsqlDataSource pool, PostgresStoreOptions options)
    {
        (_pool, _options) = (pool, options);
        _sessions = PostgresSessions.Single(options);
        _silent = new SilentProcesses(options);
    }

    /// <summary>This process as it is now.</summary>
    public ClusterMember Member => _member!;

    /// <summary>What was seen last.</summary>
    public ClusterView View => _view;

    /// <summary>Another number whenever processes came or went, or lanes changed hands.</summary>
    public long Changes => Volatile.Read(ref _changes);

    /// <summary>Enters the cluster.</summary>
    /// <exception cref="StoreInUseException">An engine that is no cluster's has the database.</exception>
    public static async Task<PostgresCluster> Join(NpgsqlDataSource pool, PostgresStoreOptions options, CancellationToken cancel)
    {
        var cluster = new PostgresCluster(pool, options);
        try
        {
            await cluster.Enter(cancel).ConfigureAwait(false);
            cluster._keeping = cluster.Keep();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Ends this process for the others, once what is under way is committed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _keeping.ConfigureAwait(false);
        if (_member is { } member)
        {
            await member.Committer.DisposeAsync().ConfigureAwait(false);
            member.End();
            await Leave(member.Epoch).ConfigureAwait(false);
        }

        await Task.WhenAll(_retired).ConfigureAwait(false);
        await DropSession().ConfigureAwait(false);
        await _sessions.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task Leave(long epoch)
    {
        try
        {
            if (_session is { } session)
            {
                await ClusterRows.Leave(session, epoch).ConfigureAwait(false);
            }
        }
        catch (Exception failed) when (PostgresSessions.Failed(failed))
        {
            // The others notice that it is silent.
        }
    }

    private async Task Keep()
    {
        while (true)
        {
            try
            {
                await Task.Delay(_options.LeaseTime / 4, _options.Clock, _stop.Token).ConfigureAwait(false);
                if (Member.IsEnded)
                {
                    await Enter(_stop.Token).ConfigureAwait(false);
                }
                else
                {
                    await Beat(Member).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever it is, who stopped trying would be ended and never come back.
            catch (Exception)
#pragma warning restore CA1031
            {
                await DropSession().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Becomes a new member; what the one before shows and commits is of no account any more.</summary>
    private async Task Enter(CancellationToken cancel)
    {
        await Lock(cancel).ConfigureAwait(false);
        var (epoch, lanes, inPeace) = await ClusterRows.Join(_session!, _options, cancel).ConfigureAwait(false);
        var member = new ClusterMember(epoch, new PostgresCommitter(new PostgresLanes(_pool, epoch, lanes), _options), _options);
        var until = _options.Clock.GetTimestamp();
        while (!inPeace && _options.Clock.GetElapsedTime(until) < _options.LeaseTime)
        {
            // Who was alone here before may be answering from memory still.
            await Task.Delay(_options.LeaseTime / 4, _options.Clock, cancel).ConfigureAwait(false);
            await ClusterRows.Beat(_session!, epoch).ConfigureAwait(false);
        }

        var old = _member;
        _member = member;
        if (old is not null)
        {
            _retired.Add(old.Committer.DisposeAsync().AsTask());
        }

        await Beat(member).ConfigureAwait(false);
    }

    private async Task Beat(ClusterMember member)
    {
        if (_session is null)
        {
            await Lock(_stop.Token).ConfigureAwait(false);
        }

        var asked = LeaseProof.Now(_session!, _options);
        if (await ClusterRows.Beat(_session!, member.Epoch).ConfigureAwait(false) is not { } view)
        {
            member.End();
            return;
        }

        member.Proven(asked);
        See(view);
        var silent = _silent.After(view).FindAll(process => process.Epoch != member.Epoch);
        if (silent.Count > 0 || view.HasOrphans)
        {
            await ClusterRows.TakeOver(_session!, member.Epoch, silent).ConfigureAwait(false);
        }
    }

    private void See(ClusterView view)
    {
        var before = _view;
        _view = view;
        if (!view.IsAs(before))
        {
            Interlocked.Increment(ref _changes);
        }
    }

    /// <summary>Keeps out who wants to be alone; tries for a while, for the server may not have noticed yet that one is gone.</summary>
    private async Task Lock(CancellationToken cancel)
    {
        _session ??= await _sessions.OpenConnectionAsync(cancel).ConfigureAwait(false);
        var from = _options.Clock.GetTimestamp();
        while (!await TryLock(_session).ConfigureAwait(false))
        {
            if (_options.Clock.GetElapsedTime(from) > _options.LeaseTime)
            {
                throw new StoreInUseException(
                    $"PostgreSQL {PostgresSessions.Place(_options.ConnectionString)}", "an engine that is not of a cluster");
            }

            await Task.Delay(BetweenTries, _options.Clock, cancel).ConfigureAwait(false);
        }
    }

    private static async Task<bool> TryLock(NpgsqlConnection session)
    {
#pragma warning disable CA2100 // A constant.
        await using var query = new NpgsqlCommand($"SELECT pg_try_advisory_lock_shared({PostgresLease.LockKey})", session);
#pragma warning restore CA2100
        return await query.ExecuteScalarAsync().ConfigureAwait(false) is true;
    }

    private async Task DropSession()
    {
        if (_session is { } session)
        {
            _session = null;
            await session.DisposeAsync().ConfigureAwait(false);
        }
    }
}

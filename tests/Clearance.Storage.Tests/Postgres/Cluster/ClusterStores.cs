using Clearance.Entities;

namespace Clearance.Storage.Tests;

/// <summary>Stores of one cluster, and what is done to their processes.</summary>
internal static class ClusterStores
{
    /// <summary>Long enough that a process on a busy machine beats in time: one that does not is ended, rightly.</summary>
    public static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(2);

    /// <summary>Opens one more.</summary>
    public static async Task<Member> Open(string connection, int lanes = 1, TimeProvider? clock = null, TimeSpan? claimWithin = null)
    {
        var options = new PostgresStoreOptions
        {
            ConnectionString = connection,
            Cluster = true,
            Lanes = lanes,
            LeaseTime = LeaseTime,
            ClaimWithin = claimWithin ?? TimeSpan.FromSeconds(0.3),
            Clock = clock ?? TimeProvider.System,
        };
        return new Member(await PostgresStore.OpenAsync(options, default));
    }

    /// <summary>A clock that a test stops, and with it the process that has it: what the process waits for never comes.</summary>
    internal sealed class FreezingClock : TimeProvider
    {
        private volatile bool _frozen;
        private Action? _woken;

        public void Freeze() => _frozen = true;

        /// <summary>All that fell due meanwhile comes at once.</summary>
        public void Wake()
        {
            _frozen = false;
            Interlocked.Exchange(ref _woken, null)?.Invoke();
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(
                due =>
                {
                    if (_frozen)
                    {
                        _woken += () => callback(due);
                    }
                    else
                    {
                        callback(due);
                    }
                },
                state,
                dueTime,
                period);
    }

    /// <summary>A store of a cluster.</summary>
    internal sealed class Member(PostgresStore store) : IAsyncDisposable
    {
        public PostgresStore Store => store;

        public IClusterStore Cluster => (IClusterStore)store;

        /// <summary>Loads a ledger, and so claims it, and commits its next version.</summary>
        public async Task<CommitOutcome> Write(int taxpayer, Func<CommitUnit, CommitUnit>? with = null)
        {
            var version = (await store.LoadLedger(Make.Taxpayer(taxpayer), default))?.Version ?? 0;
            return await Commit(taxpayer, version, with);
        }

        /// <summary>Commits without a load.</summary>
        public async Task<CommitOutcome> Commit(int taxpayer, long from, Func<CommitUnit, CommitUnit>? with = null)
        {
            var unit = Make.Ledger(taxpayer, from, Make.Resident(1, 1)) with { Journal = [Make.Entry(taxpayer, from + 1)] };
            return (await store.Commit([with is null ? unit : with(unit)], default)).Single();
        }

        public Task<LedgerRecord?> Load(int taxpayer) => store.LoadLedger(Make.Taxpayer(taxpayer), default);

        public Task Release(int taxpayer) =>
            Cluster.Release(Make.Taxpayer(taxpayer), Cluster.ClaimOf(Make.Taxpayer(taxpayer)));

        public int[] Lanes(PublishedSource source = PublishedSource.Journal) =>
            [.. store.LanesOf(source).Where(static lane => lane.End is null).Select(static lane => lane.Number)];

        public ValueTask DisposeAsync() => store.DisposeAsync();
    }
}

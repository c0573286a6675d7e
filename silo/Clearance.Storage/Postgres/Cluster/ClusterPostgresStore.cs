using Clearance.Domain;
using Clearance.Entities;
using Npgsql;

namespace Clearance.Storage;

/// <summary>The store in a PostgreSQL database, for one engine of several.</summary>
internal sealed class ClusterPostgresStore : PostgresStore, IClusterStore
{
    private readonly PostgresCluster _cluster;
    private readonly LedgerClaims _claims;
    private readonly ClaimRequests _requests;

    public ClusterPostgresStore(NpgsqlDataSource pool, PostgresCluster cluster, byte[] secret, PostgresStoreOptions options)
        : base(pool, secret, options)
    {
        _cluster = cluster;
        _claims = new LedgerClaims(pool, cluster, options);
        _requests = new ClaimRequests(cluster, _claims, options);
    }

    /// <inheritdoc/>
    public override int JournalLanes => _cluster.View.JournalLanes;

    /// <inheritdoc/>
    public override long LeaseEpoch => _cluster.Member.Epoch;

    /// <inheritdoc/>
    public override bool HoldsLease => !IsClosed && _cluster.Member.Holds;

    /// <inheritdoc/>
    /// <remarks>One that was ended goes on under another epoch.</remarks>
    public override string? LostBecause => null;

    /// <inheritdoc/>
    public long Changes => _cluster.Changes;

    /// <inheritdoc/>
    public bool Sweeps => _cluster.View.Of(LeaseEpoch).Any(static lane => lane.Number == 0);

    /// <inheritdoc/>
    public Action<TaxpayerId>? Wanted
    {
        get => _claims.Wanted;
        set => _claims.Wanted = value;
    }

    private protected override PostgresCommitter Committer => _cluster.Member.Committer;

    private protected override long? Claim => LeaseEpoch;

    /// <inheritdoc/>
    /// <remarks>One look at who this process is now: it may become another member between two.</remarks>
    public bool Holds(long epoch) => !IsClosed && _cluster.Member is var member && member.Epoch == epoch && member.Holds;

    /// <inheritdoc/>
    public override Task<LedgerRecord?> LoadLedger(TaxpayerId taxpayer, CancellationToken cancel) => IsClosed
        ? throw new StoreUnavailableException("The store is closed.")
        : _claims.Load(taxpayer, cancel);

    /// <inheritdoc/>
    public long ClaimOf(TaxpayerId taxpayer) => _claims.Of(taxpayer);

    /// <inheritdoc/>
    public Task Release(TaxpayerId taxpayer, long claim) => _claims.Release(taxpayer, claim);

    /// <inheritdoc/>
    public Task<IReadOnlyList<IntentWrite>> IntentsOf(TaxpayerId sender, CancellationToken cancel) => Pages.IntentsOf(sender, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TaxpayerId>> ReceiversOf(IReadOnlyList<Hash128> causes, CancellationToken cancel) =>
        Pages.ReceiversOf(causes, cancel);

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<IntentRecord>> PendingIntents(long after, int limit, CancellationToken cancel)
    {
        var mine = _cluster.View.Of(LeaseEpoch).Select(static lane => lane.Number).ToHashSet();
        var stored = await base.PendingIntents(after, limit, cancel).ConfigureAwait(false);
        return [.. stored.Select(record => record with { IsOurs = mine.Contains((int)(record.Sequence % PostgresLane.Max)) })];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<PublishedLane> LanesOf(PublishedSource source) =>
        [.. _cluster.View.Of(LeaseEpoch).Select(static lane => new PublishedLane(lane.Number, lane.Writes ? null : lane.LastJournal))];

    private protected override async ValueTask Close()
    {
        await _requests.DisposeAsync().ConfigureAwait(false);
        await _cluster.DisposeAsync().ConfigureAwait(false);
    }
}

using Clearance.Entities;
using Npgsql;

namespace Clearance.Storage;

/// <summary>The store in a PostgreSQL database, for the one engine that has it.</summary>
internal sealed class SinglePostgresStore : PostgresStore
{
    private readonly PostgresLease _lease;
    private readonly IReadOnlyList<ClusterLane> _lanes;

    public SinglePostgresStore(
        NpgsqlDataSource pool, PostgresLease lease, byte[] secret, IReadOnlyList<ClusterLane> lanes, PostgresStoreOptions options)
        : base(pool, secret, options)
    {
        _lease = lease;
        _lanes = lanes;
        JournalLanes = Math.Max(options.Lanes, new ClusterView([], lanes).JournalLanes);
        Committer = new PostgresCommitter(new PostgresLanes(pool, lease.Epoch, Enumerable.Range(0, options.Lanes)), options);
    }

    /// <inheritdoc/>
    public override int JournalLanes { get; }

    /// <inheritdoc/>
    public override long LeaseEpoch => _lease.Epoch;

    /// <inheritdoc/>
    public override bool HoldsLease => !IsClosed && !Committer.Fenced && _lease.Holds;

    /// <inheritdoc/>
    public override string? LostBecause =>
        !IsClosed && (Committer.Fenced || _lease.IsLost) ? $"another engine has taken the lease of PostgreSQL {Place}" : null;

    private protected override PostgresCommitter Committer { get; }

    /// <inheritdoc/>
    /// <remarks>In lanes beyond its own an engine publishes what an earlier one, or a cluster, left there.</remarks>
    public override IReadOnlyList<PublishedLane> LanesOf(PublishedSource source) =>
        [.. _lanes.Select(lane => new PublishedLane(lane.Number, lane.Number < Lanes ? null : lane.LastJournal))];

    private protected override async ValueTask Close()
    {
        await Committer.DisposeAsync().ConfigureAwait(false);
        await _lease.DisposeAsync().ConfigureAwait(false);
    }
}

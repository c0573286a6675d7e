namespace Clearance.LoadTests.Peers;

/// <summary>What an operator would use instead of the engine, for the two common events.</summary>
internal interface IPeer : IAsyncDisposable
{
    /// <summary>Applies events; completes when they are durable.</summary>
    Task<IReadOnlyList<PeerStatus>> Apply(IReadOnlyList<PeerEvent> events);

    /// <summary>The latest decision of each that somebody has registered, as JSON.</summary>
    Task<IReadOnlyDictionary<long, string>> Decisions(IReadOnlyList<long> declarations);

    /// <summary>Where a taxpayer's money is.</summary>
    Task<PeerSums> Sums(string taxpayer);
}

/// <summary>What became of an event.</summary>
internal enum PeerStatus
{
    Accepted,
    Duplicate,
    Conflict,
    Rejected,
}

/// <summary>A taxpayer's money: what came in, and where it is, each counted where it is kept.</summary>
internal sealed record PeerSums(long Confirmed, long Allocated, long Surplus, long Misdirected, long Parked, long Suspense)
{
    public bool Balanced => Confirmed == Allocated + Surplus + Misdirected + Parked + Suspense;
}

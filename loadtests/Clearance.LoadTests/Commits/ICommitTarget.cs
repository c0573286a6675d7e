using Clearance.Entities;
using Clearance.Workload;

namespace Clearance.LoadTests;

/// <summary>Stores to measure, all alike and each with the same earlier ids, and what is written into them without a store.</summary>
internal interface ICommitTarget : IAsyncDisposable
{
    /// <summary>Opens a new store with so many lanes.</summary>
    Task<IClearanceStore> Open(int lanes, CancellationToken cancel);

    /// <summary>Writes batches into another new store, each in a transaction of its own, by the barest means; how long it took.</summary>
    Task<TimeSpan> WriteBare(
        IReadOnlyList<CommonBatch> batches, StoreShape shape, IReadOnlyList<string> taxpayers, CancellationToken cancel);

    /// <summary>What the store that was closed last looks like, as lines of the report.</summary>
    Task Describe(Report report, CancellationToken cancel);
}

using Orleans.Concurrency;

namespace Clearance.Grains;

/// <summary>A taxpayer's ledger as a grain, keyed by <see cref="GrainKeys"/>.</summary>
/// <remarks>
/// Every method interleaves: the ledger takes what comes into one queue and commits one batch at a time, so a call that
/// waits for its commit must not keep out the next. A call that fails with an <see cref="EntityFaultException"/> may be
/// repeated.
/// </remarks>
[Alias("clearance.taxpayer")]
public interface ITaxpayerGrain : IGrainWithStringKey
{
    /// <summary>Applies events in order; completes when every outcome is durable.</summary>
    [AlwaysInterleave]
    [Alias("apply")]
    Task<EventResults> Apply(EventBatch batch);

    /// <summary>Applies a message of another ledger, once.</summary>
    [AlwaysInterleave]
    [Alias("deliver")]
    Task Deliver(IntentMessage message);

    /// <summary>Completes when every decision that events applied so far may have changed is journaled.</summary>
    [AlwaysInterleave]
    [Alias("settled")]
    Task Settled();

    /// <summary>Whether what events caused elsewhere is delivered, as far as the silo of this grain knows; waits a moment for it.</summary>
    /// <param name="causes">The events' ids in the registry, two numbers each.</param>
    [AlwaysInterleave]
    [Alias("delivered")]
    Task<bool> Delivered(ulong[] causes);

    /// <summary>Journals what changed by date.</summary>
    [AlwaysInterleave]
    [Alias("sweep")]
    Task Sweep();

    /// <summary>Goes on with what waits behind an event that stopped the ledger.</summary>
    [AlwaysInterleave]
    [Alias("resume")]
    Task<ResumptionMessage> Resume();

    /// <summary>Applies an event that waits in the queue of another ledger, once.</summary>
    [AlwaysInterleave]
    [Alias("adopt")]
    Task Adopt(ParkedMessage parked);

    /// <summary>The ledger as last committed, all of it. Changes nothing.</summary>
    [AlwaysInterleave]
    [Alias("root")]
    Task<RootMessage> Root();

    /// <summary>A declaration and what of the ledger its reader may look at. Changes nothing.</summary>
    /// <param name="declaration">The 11 digits as a number.</param>
    [AlwaysInterleave]
    [Alias("find")]
    Task<RootSlice> Find(long declaration);
}

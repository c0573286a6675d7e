using Orleans.Concurrency;

namespace Clearance.Grains;

/// <summary>A declaration's identity as a grain, keyed by <see cref="GrainKeys"/>: what a query asks.</summary>
/// <remarks>Every method interleaves: each reads its record anew and commits against the version it read.</remarks>
[Alias("clearance.declaration")]
public interface IDeclarationGrain : IGrainWithStringKey
{
    /// <summary>The decision for a legal date; null: today. Changes nothing.</summary>
    [AlwaysInterleave]
    [Alias("decide")]
    Task<DecisionMessage> Decide(DateOnly? on);

    /// <summary>Applies facts that name only the declaration, while it has no owner.</summary>
    /// <returns>Null when it has an owner by now, and nothing was applied.</returns>
    [AlwaysInterleave]
    [Alias("apply")]
    Task<EventResults?> Apply(EventBatch batch);

    /// <summary>Goes on with the facts that wait behind one that stopped the declaration; null when it has an owner by now.</summary>
    [AlwaysInterleave]
    [Alias("resume")]
    Task<ResumptionMessage?> Resume();

    /// <summary>Applies a fact that waits in the queue of a ledger, once; false when the declaration has an owner by now.</summary>
    [AlwaysInterleave]
    [Alias("adopt")]
    Task<bool> Adopt(ParkedMessage parked);

    /// <summary>The digits of the taxpayer who owns it; null while nobody does. Changes nothing.</summary>
    [AlwaysInterleave]
    [Alias("owner")]
    Task<string?> Owner();
}

namespace Clearance.Entities;

/// <summary>What a batch is applied to: after each conflict something fresher, and dearer to have.</summary>
/// <remarks>
/// Most conflicts are not about the ledger: a repeat whose first is committed since its call looked, or money that came to a declaration's number
/// before its registration, between a call and its turn. Reading a large ledger for each would cost its taxpayer more than all his events.
/// </remarks>
internal enum BatchBasis
{
    /// <summary>The ledger as held, and what the calls looked up when they came.</summary>
    Held,

    /// <summary>The ledger as held, which is the one that is stored, and everything else looked up now.</summary>
    LookedUp,

    /// <summary>Everything just read.</summary>
    Read,
}

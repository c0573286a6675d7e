namespace Clearance.Entities;

/// <summary>Lets readers of a ledger in without a turn.</summary>
public interface IPublishesRoot
{
    /// <summary>
    /// The last committed root, or null where <see cref="ITaxpayer.Root"/> must be asked as a turn: nothing committed is in
    /// memory, or the lease does not hold. Called from any thread at any time, beside turns: it reads one reference, once.
    /// </summary>
    LedgerRoot? TryRoot();
}

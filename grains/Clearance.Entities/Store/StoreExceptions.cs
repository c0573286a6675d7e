namespace Clearance.Entities;

/// <summary>The commit may or may not be durable: drop the state and read again, never guess.</summary>
public sealed class CommitOutcomeUnknownException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The store cannot be reached, or refused the work; nothing was committed. Safe to repeat.</summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>More wait for an entity than may: the call was refused.</summary>
/// <param name="message">By whom.</param>
/// <param name="isPartial">Whether something of the call may have been applied before that; otherwise nothing was.</param>
/// <param name="inner">What refused it.</param>
public sealed class OverloadedException(string message, bool isPartial = false, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether something of the call may have been applied before it was refused.</summary>
    public bool IsPartial => isPartial;
}

/// <summary>What an activation holds is not what is stored: it is dropped and read again.</summary>
public sealed class StateConflictException(string message) : Exception(message);

/// <summary>Tells failures of the store from those of what was asked of it.</summary>
public static class StoreFaults
{
    /// <summary>
    /// Whether the store failed, or what is held is not what is stored: an entity that meets it is dropped and read again, and
    /// what was asked may be repeated.
    /// </summary>
    public static bool IsOfTheStore(this Exception? error) =>
        error is StoreUnavailableException or CommitOutcomeUnknownException or StateConflictException;

    /// <summary>Whether it is the fault of what was applied, or of what is stored: it fails again however often it is tried.</summary>
    public static bool IsPoison(this Exception error) =>
        !error.IsOfTheStore() && error is not (OperationCanceledException or OverloadedException);
}

/// <summary>The ledger is stopped: what comes queues behind the event that stopped it.</summary>
public sealed class LedgerParkedException(Domain.TaxpayerId taxpayer)
    : Exception($"The ledger of taxpayer {taxpayer} is parked.");

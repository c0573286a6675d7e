namespace Clearance.Domain;

/// <summary>What must be true of a ledger would not be after an event: nothing of it was applied, and the ledger stops.</summary>
/// <param name="message">What would not be true, and after which event; for whoever repairs it, not for a log.</param>
public sealed class InvariantBrokenException(string message) : InvalidOperationException(message);

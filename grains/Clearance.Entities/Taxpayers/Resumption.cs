namespace Clearance.Entities;

/// <summary>How far a stopped ledger came when it was told to go on.</summary>
/// <param name="Taken">How many of what waited left the queue: applied, or refused by what the ledger says now.</param>
/// <param name="StoppedBy">The id of the event that throws still, behind which the rest waits; null: none does.</param>
/// <param name="Why">What it throws; empty when nothing does.</param>
public sealed record Resumption(int Taken, string? StoppedBy, string Why)
{
    /// <summary>Whether the ledger is stopped still.</summary>
    public bool IsStopped { get; init; }

    /// <summary>Whether what stops it does not throw, and belongs to another ledger by now: <see cref="Resumer"/> brings it there.</summary>
    public bool IsElsewhere { get; init; }
}

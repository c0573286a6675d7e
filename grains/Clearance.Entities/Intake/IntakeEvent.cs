using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>An event of valid form on its way to its entity.</summary>
/// <param name="Stream">Where it came from.</param>
/// <param name="Event">The event.</param>
/// <param name="Id">Keyed hash of stream and id: its row in the registry.</param>
/// <param name="Content">Hash of its canonical content.</param>
/// <param name="Raw">Its own bytes, kept when it is rejected or parked.</param>
public sealed record IntakeEvent(
    EventStream Stream, ClearanceEvent Event, Hash128 Id, Hash128 Content, ReadOnlyMemory<byte> Raw)
{
    /// <summary>What the call already read of the identities its events name; null when it read nothing.</summary>
    public KnownIdentities? Known { get; init; }

    /// <summary>The registry's mark from before the look-up that did not find it; 0: it was not looked up.</summary>
    public long AbsentAt { get; set; }

    /// <summary>The event's row in the registry.</summary>
    public RegistryRecord Record(string home, EventOutcome outcome, byte[]? rejection) =>
        new(Id, Content, home, outcome, rejection) { AbsentAt = AbsentAt };
}

/// <summary>What became of an event, as the sender is told.</summary>
public enum EventStatus : byte
{
    /// <summary>Applied now.</summary>
    Accepted = 0,

    /// <summary>Applied before; no effect.</summary>
    Duplicate = 1,

    /// <summary>The id is known with other content; quarantined.</summary>
    Conflict = 2,

    /// <summary>Refused, by form or by state.</summary>
    Rejected = 3,
}

/// <summary>An event's result.</summary>
/// <param name="Id">The event's id; null when it could not be read.</param>
/// <param name="Status">What became of it.</param>
/// <param name="Rejection">Why it was refused, when it was.</param>
public sealed record EventResult(string? Id, EventStatus Status, Rejection? Rejection = null)
{
    /// <summary>Whether another ledger's answer is awaited before the outcome is known.</summary>
    public bool IsPending { get; init; }

    /// <summary>Whether decisions it may have changed are still to be re-decided and journaled.</summary>
    public bool AwaitsRedecision { get; init; }

    /// <summary>Whether messages to other ledgers came of it now, which are to be delivered.</summary>
    public bool HasSent { get; init; }

    /// <summary>Whether it came to a ledger that does not own its declaration: nothing was applied, it goes elsewhere.</summary>
    public bool IsMisrouted { get; init; }
}

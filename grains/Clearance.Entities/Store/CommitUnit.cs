namespace Clearance.Entities;

/// <summary>
/// What one entity commits: a ledger with every identity, registry, intent and journal row it touches, kept or dropped
/// whole. An ownerless fact commits without a ledger.
/// </summary>
public sealed record CommitUnit
{
    /// <summary>The ledger, if one is written.</summary>
    public LedgerWrite? Ledger { get; init; }

    /// <summary>Identities written.</summary>
    public IReadOnlyList<IdentityWrite> Identities { get; init; } = [];

    /// <summary>Registry rows inserted; one that exists is a conflict.</summary>
    public IReadOnlyList<RegistryRecord> Events { get; init; } = [];

    /// <summary>Registry rows whose outcome changes from <see cref="EventOutcome.Pending"/>.</summary>
    public IReadOnlyList<RegistryRecord> Answers { get; init; } = [];

    /// <summary>Intents inserted, in order.</summary>
    public IReadOnlyList<IntentWrite> Intents { get; init; } = [];

    /// <summary>Keys of intents deleted; one that is not there is a conflict.</summary>
    public IReadOnlyList<string> Delivered { get; init; } = [];

    /// <summary>Journal entries appended, in order.</summary>
    public IReadOnlyList<JournalWrite> Journal { get; init; } = [];

    /// <summary>Dead letters appended.</summary>
    public IReadOnlyList<DeadLetter> DeadLetters { get; init; } = [];

    /// <summary>Events appended to the queue of a parked key.</summary>
    public IReadOnlyList<ParkedEvent> Parked { get; init; } = [];

    /// <summary>Events taken out of the queue of a parked key; one that is not there is a conflict.</summary>
    public IReadOnlyList<ResumedEvent> Resumed { get; init; } = [];

    /// <summary>Positions of inputs, for a store that keeps them (<see cref="IPositionStore"/>); one not ahead changes nothing.</summary>
    public IReadOnlyList<InputPosition> Positions { get; init; } = [];

    /// <summary>How far something is published (<see cref="IPublicationStore"/>); a position not ahead changes nothing.</summary>
    public IReadOnlyList<PublishedPosition> Published { get; init; } = [];
}

/// <summary>What became of a unit.</summary>
public enum CommitOutcome : byte
{
    /// <summary>Durable.</summary>
    Committed = 1,

    /// <summary>Something it stated was not so: the entity is dropped and read again.</summary>
    Conflict = 2,
}

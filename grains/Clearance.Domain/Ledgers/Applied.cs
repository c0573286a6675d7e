using System.Collections.Immutable;

namespace Clearance.Domain;

/// <summary>An alert for operators.</summary>
public enum AlertCode : byte
{
    /// <summary>Customs recorded a clearance while the engine said hold (domain.md §6).</summary>
    ClearedAgainstHold = 1,
}

/// <summary>An alert and what it is about.</summary>
/// <param name="Code">Which alert.</param>
/// <param name="Declaration">Which declaration.</param>
public readonly record struct Alert(AlertCode Code, DeclarationKey Declaration);

/// <summary>What applying one event did.</summary>
public sealed record Applied
{
    /// <summary>The ledger after it; the same object when nothing was applied.</summary>
    public required Ledger Ledger { get; init; }

    /// <summary>Why the event was refused; then nothing changed.</summary>
    public Rejection? Rejection { get; init; }

    /// <summary>What must be looked up before the event can be applied; then nothing changed.</summary>
    public LedgerNeeds? Needs { get; init; }

    /// <summary>Whether the event is about a declaration of another ledger, or of none; then nothing changed.</summary>
    public bool IsMisrouted { get; init; }

    /// <summary>Declarations that changed.</summary>
    public ImmutableArray<DeclarationKey> Declarations { get; init; } = [];

    /// <summary>Payments that changed.</summary>
    public ImmutableArray<string> Payments { get; init; } = [];

    /// <summary>Letters that changed.</summary>
    public ImmutableArray<GuaranteeReference> Guarantees { get; init; } = [];

    /// <summary>Identities that changed: declarations registered, or with money newly parked.</summary>
    public ImmutableArray<(DeclarationKey Key, DeclarationIdentity Identity)> Identities { get; init; } = [];

    /// <summary>Messages to other ledgers.</summary>
    public ImmutableArray<LedgerMessage> Messages { get; init; } = [];

    /// <summary>Alerts.</summary>
    public ImmutableArray<Alert> Alerts { get; init; } = [];

    /// <summary>Moves whose outcome, awaited so far, is now known.</summary>
    public ImmutableArray<TransferAnswered> Answers { get; init; } = [];

    /// <summary>Whether status, enforcement, priority or relief changed: the standing's own row.</summary>
    public bool StandingChanged { get; init; }

    /// <summary>Whether the event's outcome awaits another ledger's answer.</summary>
    public bool IsPending { get; init; }
}

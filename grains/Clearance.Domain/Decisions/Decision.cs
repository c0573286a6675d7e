using System.Collections.Immutable;

namespace Clearance.Domain;

/// <summary>What may happen to the goods (domain.md §5). <see cref="Clear"/> and <see cref="Release"/> are never synonyms.</summary>
public enum Outcome : byte
{
    /// <summary>Nothing is registered or recorded.</summary>
    Unknown = 0,

    /// <summary>The declaration was cancelled.</summary>
    Cancelled = 1,

    /// <summary>Recorded as cleared; no later event un-clears.</summary>
    Cleared = 2,

    /// <summary>Recorded as released; no later event un-releases.</summary>
    Released = 3,

    /// <summary>May be cleared now.</summary>
    Clear = 4,

    /// <summary>May be released now, inspection still open.</summary>
    Release = 5,

    /// <summary>May not go; the reasons say why.</summary>
    Hold = 6,
}

/// <summary>Why goods are held. The order is the order of reporting; names and numbers are wire values, append only.</summary>
public enum ReasonCode : byte
{
    /// <summary>The ledger cannot be read, or is stopped or parked; alone and transient.</summary>
    DecisionUnavailable = 0,

    /// <summary>Registered more than 15 days ago.</summary>
    DeclarationLapsed = 1,

    /// <summary>The taxpayer is not active on the date.</summary>
    TaxpayerNotActive = 2,

    /// <summary>A stop-customs decision is in force.</summary>
    EnforcementStop = 3,

    /// <summary>Another declaration's debt is overdue.</summary>
    OverdueDebt = 4,

    /// <summary>The latest result of an aspect is a fail.</summary>
    InspectionFailed = 5,

    /// <summary>A required inspection has no result.</summary>
    InspectionPending = 6,

    /// <summary>Term C without priority on the registration date.</summary>
    TermNotAllowed = 7,

    /// <summary>No such letter of this taxpayer.</summary>
    GuaranteeNotFound = 8,

    /// <summary>The letter was revoked and does not cover.</summary>
    GuaranteeRevoked = 9,

    /// <summary>The letter is not effective yet.</summary>
    GuaranteeNotYetEffective = 10,

    /// <summary>The letter, or its 30 days for this declaration, ended.</summary>
    GuaranteeExpired = 11,

    /// <summary>The letter does not cover the office.</summary>
    GuaranteeOfficeNotCovered = 12,

    /// <summary>The wrong kind of letter, or other references.</summary>
    GuaranteeMismatch = 13,

    /// <summary>Not enough is left of the letter.</summary>
    GuaranteeInsufficient = 14,

    /// <summary>Release for owed documents needs a guarantee.</summary>
    GuaranteeRequired = 15,

    /// <summary>Tax, interest or deposit is outstanding.</summary>
    TaxUnpaid = 16,

    /// <summary>A fine is outstanding.</summary>
    FineUnpaid = 17,

    /// <summary>Money was paid to a line the declaration does not have.</summary>
    PaymentMisdirected = 18,
}

/// <summary>What does not hold goods but should be known.</summary>
public enum WarningCode : byte
{
    /// <summary>A fee is outstanding (domain.md §2).</summary>
    FeeUnpaid = 0,
}

/// <summary>A step on the shortest path to release.</summary>
public enum ActionCode : byte
{
    /// <summary>Pay an amount on a line.</summary>
    Pay = 0,

    /// <summary>Pay an amount of another declaration's debt.</summary>
    PayDebt = 1,

    /// <summary>Raise the letter by an amount, or pay that much.</summary>
    TopUpGuarantee = 2,

    /// <summary>Provide a letter that covers an amount.</summary>
    ProvideGuarantee = 3,

    /// <summary>Wait for the inspection's result.</summary>
    AwaitInspection = 4,

    /// <summary>Have officers move a misdirected row to a line.</summary>
    Reassign = 5,

    /// <summary>Register the goods again.</summary>
    RegisterAgain = 6,

    /// <summary>Only an officer can lift this.</summary>
    AwaitOfficer = 7,
}

/// <summary>A line with something outstanding.</summary>
/// <param name="Key">Code and account.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Outstanding">What is missing, in đồng.</param>
public readonly record struct LineOutstanding(LineKey Key, LineKind Kind, long Outstanding);

/// <summary>A blocking line outstanding on a recorded declaration (domain.md §8.6).</summary>
/// <param name="Declaration">Whose.</param>
/// <param name="RegisteredAt">When that declaration was registered: breaks ties of due dates.</param>
/// <param name="Line">Code and account.</param>
/// <param name="Outstanding">In đồng, above 0.</param>
/// <param name="Due">The last day to pay; overdue from the day after.</param>
public readonly record struct Debt(
    DeclarationKey Declaration, Instant RegisteredAt, LineKey Line, long Outstanding, DateOnly Due);

/// <summary>A row that pays no line of its declaration.</summary>
/// <param name="Row">Which row of which payment.</param>
/// <param name="Line">The line it names.</param>
/// <param name="Amount">In đồng.</param>
public readonly record struct MisdirectedRow(RowRef Row, LineKey Line, long Amount);

/// <summary>One reason of a hold, with its evidence.</summary>
/// <param name="Code">Which reason.</param>
public sealed record HoldReason(ReasonCode Code)
{
    /// <summary>The refusal VNACCS would show, or null.</summary>
    public string? Vnaccs { get; init; }

    /// <summary>What is missing to lift this one reason, in đồng; null where no amount lifts it.</summary>
    public long? Shortfall { get; init; }

    /// <summary>The lines meant by <see cref="ReasonCode.TaxUnpaid"/>, <see cref="ReasonCode.FineUnpaid"/>, <see cref="ReasonCode.TermNotAllowed"/>.</summary>
    public ImmutableArray<LineOutstanding> Lines { get; init; } = [];

    /// <summary>The debts meant by <see cref="ReasonCode.OverdueDebt"/>.</summary>
    public ImmutableArray<Debt> Debts { get; init; } = [];

    /// <summary>The rows meant by <see cref="ReasonCode.PaymentMisdirected"/>.</summary>
    public ImmutableArray<MisdirectedRow> Rows { get; init; } = [];

    /// <summary>The letter a guarantee reason speaks of.</summary>
    public GuaranteeReference? Guarantee { get; init; }
}

/// <summary>A warning with its amount.</summary>
/// <param name="Code">Which warning.</param>
/// <param name="Shortfall">In đồng.</param>
public readonly record struct DecisionWarning(WarningCode Code, long Shortfall);

/// <summary>One thing to do towards release.</summary>
/// <param name="Action">What.</param>
/// <param name="Reason">Which reason it lifts.</param>
public sealed record ReleaseStep(ActionCode Action, ReasonCode Reason)
{
    /// <summary>The declaration whose debt is to be paid.</summary>
    public DeclarationKey? Declaration { get; init; }

    /// <summary>The line to pay, or to move the row to.</summary>
    public LineKey? Line { get; init; }

    /// <summary>In đồng.</summary>
    public long? Amount { get; init; }

    /// <summary>The row to move.</summary>
    public RowRef? Row { get; init; }

    /// <summary>The letter to raise.</summary>
    public GuaranteeReference? Guarantee { get; init; }
}

/// <summary>The answer for one declaration on one legal date (domain.md §5), a value without history.</summary>
public sealed record Decision
{
    /// <summary>The declaration's key.</summary>
    public required DeclarationKey Declaration { get; init; }

    /// <summary>The current amendment's number; null when nothing is registered.</summary>
    public int? Amendment { get; init; }

    /// <summary>The owner; null when nothing is registered.</summary>
    public TaxpayerId? Taxpayer { get; init; }

    /// <summary>What may happen.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>The legal date it was made for.</summary>
    public required DateOnly On { get; init; }

    /// <summary>Every reason, in order; empty unless held.</summary>
    public ImmutableArray<HoldReason> Reasons { get; init; } = [];

    /// <summary>Warnings.</summary>
    public ImmutableArray<DecisionWarning> Warnings { get; init; } = [];

    /// <summary>The shortest path to release; empty unless held.</summary>
    public ImmutableArray<ReleaseStep> ToRelease { get; init; } = [];

    /// <summary>Sum of the blocking lines, in đồng.</summary>
    public long Payable { get; init; }

    /// <summary>Money on blocking lines, up to each, in đồng.</summary>
    public long Paid { get; init; }

    /// <summary><see cref="Payable"/> less <see cref="Paid"/>.</summary>
    public long Outstanding { get; init; }

    /// <summary>Reserved from the named guarantee, in đồng.</summary>
    public long Reserved { get; init; }

    /// <summary>Surplus of the declaration, in đồng.</summary>
    public long Surplus { get; init; }

    /// <summary>Misdirected money, in đồng.</summary>
    public long Misdirected { get; init; }

    /// <summary>The rule set in force on the registration date; null when nothing is registered.</summary>
    public string? RuleSet { get; init; }

    /// <summary>What the declaration has applied.</summary>
    public long Version { get; init; }

    /// <summary>What the taxpayer's standing has applied.</summary>
    public long StandingVersion { get; init; }

    /// <summary>When it was last computed from committed facts; null when nothing is known.</summary>
    public Instant? DecidedAt { get; init; }

    /// <summary>The next legal date on which time alone may change the answer; null: none.</summary>
    public DateOnly? NextChangeOn { get; init; }
}

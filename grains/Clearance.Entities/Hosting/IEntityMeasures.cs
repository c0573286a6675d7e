using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>Measures the engine at work. Told once per call, batch or group, on the path of events: it must not block, throw or allocate much.</summary>
public interface IEntityMeasures
{
    /// <summary>A call of the intake is answered: a result per event.</summary>
    /// <param name="stream">Whose events.</param>
    /// <param name="results">What became of them.</param>
    /// <param name="took">From when they came to when all they caused was visible.</param>
    void Answered(EventStream stream, IReadOnlyList<EventResult> results, TimeSpan took);

    /// <summary>An event that was applied is durable and visible.</summary>
    /// <param name="stream">Whose.</param>
    /// <param name="age">Since the source's time; below zero when the source's clock is ahead.</param>
    void Aged(EventStream stream, TimeSpan age);

    /// <summary>Decisions that changed are durable and visible.</summary>
    void Decided(DecisionTally decisions);

    /// <summary>Goods that were held may go, by an event of a bank, and that is durable and visible.</summary>
    /// <param name="cause">The event; of several in one commit the last that lifted the hold.</param>
    /// <param name="took">Since the bank's own time; below zero when its clock is ahead.</param>
    void Freed(BankCause cause, TimeSpan took);

    /// <summary>A group of commits has landed.</summary>
    void Landed(in CommitLanding landing);

    /// <summary>Input that was not applied is kept.</summary>
    void Kept(DeadLetter letter);
}

/// <summary>An event of a bank, by what is measured of it.</summary>
/// <param name="Stream">Payments or guarantees.</param>
/// <param name="Bank">Which bank.</param>
/// <param name="At">The bank's own time: when it debited the payer, or the event's.</param>
public readonly record struct BankCause(EventStream Stream, BankCode Bank, Instant At)
{
    /// <summary>The cause an event is; null when it can free no goods by itself.</summary>
    public static BankCause? Of(ClearanceEvent e) => e switch
    {
        PaymentConfirmed payment => new BankCause(EventStream.Payments, payment.Bank, payment.DebitedAt),
        GuaranteeEvent letter => new BankCause(EventStream.Guarantees, letter.Guarantee.Bank, letter.At),
        _ => null,
    };
}

/// <summary>How a group of commits ended.</summary>
public enum CommitResult : byte
{
    /// <summary>The store took it; single units may have conflicted.</summary>
    Committed = 0,

    /// <summary>It may or may not be durable.</summary>
    Unknown = 1,

    /// <summary>Nothing of it is durable.</summary>
    Unavailable = 2,

    /// <summary>Nothing of it is durable, for this process does not hold its lease.</summary>
    Fenced = 3,
}

/// <summary>A group of commits that has landed.</summary>
/// <param name="Result">How.</param>
/// <param name="Units">How many units it had.</param>
/// <param name="Conflicts">How many of them were left out.</param>
/// <param name="Took">How long the store took.</param>
public readonly record struct CommitLanding(CommitResult Result, int Units, int Conflicts, TimeSpan Took);

/// <summary>Counts changed decisions by what they say.</summary>
public sealed class DecisionTally
{
    private readonly int[] _outcomes = new int[(int)Outcome.Hold + 1];
    private readonly int[] _reasons = new int[(int)ReasonCode.PaymentMisdirected + 1];

    /// <summary>How many have an outcome, by its number.</summary>
    public ReadOnlySpan<int> Outcomes => _outcomes;

    /// <summary>How many hold for a reason, by its number; one decision may have several.</summary>
    public ReadOnlySpan<int> Reasons => _reasons;

    /// <summary>Counts a decision.</summary>
    internal void Add(Decision decision)
    {
        _outcomes[(int)decision.Outcome]++;
        foreach (var reason in decision.Reasons)
        {
            _reasons[(int)reason.Code]++;
        }
    }
}

/// <summary>What an engine has under way at a moment.</summary>
/// <param name="Events">Events of calls that are not answered.</param>
/// <param name="OldestCall">How long the oldest of those calls waits: whatever waits in a queue of the engine waits no longer.</param>
/// <param name="Commits">Commits waiting or in flight.</param>
/// <param name="Messages">Messages between ledgers not delivered yet.</param>
/// <param name="Ledgers">Ledgers in memory here.</param>
/// <param name="Declarations">Declarations' identities in memory here; null where it is not known.</param>
public readonly record struct EngineLoad(
    int Events, TimeSpan OldestCall, int Commits, int Messages, long Ledgers, long? Declarations);

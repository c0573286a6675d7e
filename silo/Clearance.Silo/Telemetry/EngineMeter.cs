using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>What is counted and timed of events, decisions and commits. Every label is of a closed list, and none says whose goods they are.</summary>
internal sealed class EngineMeter : IEntityMeasures
{
    private static readonly Meter Meter = new(Tracing.Name);
    private static readonly BankLabels Banks = new();
    private static readonly ImmutableArray<object> Statuses = Labels.Lower<EventStatus>();
    private static readonly ImmutableArray<object> Rejections = Labels.AsWritten<RejectionCode>();
    private static readonly ImmutableArray<object> Outcomes = Labels.Lower<Outcome>();
    private static readonly ImmutableArray<object> Reasons = Labels.AsWritten<ReasonCode>();
    private static readonly ImmutableArray<object> Results = Labels.Lower<CommitResult>();
    private static readonly ImmutableArray<object> AlertCodes = Labels.AsWritten<AlertCode>();

    private static readonly Counter<long> Events = Meter.CreateCounter<long>(
        "clearance.events", "{event}", "Events answered, by what became of them.");

    private static readonly Counter<long> Rejected = Meter.CreateCounter<long>(
        "clearance.rejections", "{event}", "Events rejected, by code; one that is sent again counts again.");

    private static readonly Histogram<double> IntakeDuration = Durations.Create(
        Meter, "clearance.intake.duration", "From when a call's events came to when all they caused was durable and visible.", Durations.Fast);

    private static readonly Histogram<double> EventAge = Durations.Create(
        Meter, "clearance.event.age", "From an event's own time to when it was durable and visible.", Durations.Slow);

    private static readonly Histogram<double> BankToRelease = Durations.Create(
        Meter, "clearance.bank_to_release", "From the bank's own time of a payment or letter to when the goods it freed could go.", Durations.Slow);

    private static readonly Counter<long> Decisions = Meter.CreateCounter<long>(
        "clearance.decisions", "{decision}", "Decisions that changed, by outcome.");

    private static readonly Counter<long> DecisionReasons = Meter.CreateCounter<long>(
        "clearance.decision.reasons", "{reason}", "Reasons of decisions that changed and hold; a decision may have several.");

    private static readonly Counter<long> Commits = Meter.CreateCounter<long>(
        "clearance.commits", "{commit}", "Groups of commits, by how they ended.");

    private static readonly Counter<long> CommitConflicts = Meter.CreateCounter<long>(
        "clearance.commit.conflicts", "{unit}", "Commits left out of their group because what they stated was not so; they are tried again.");

    private static readonly Histogram<double> CommitDuration = Durations.Create(
        Meter, "clearance.commit.duration", "How long the store took for a group of commits.", Durations.Fast);

    private static readonly Histogram<int> CommitSize = Meter.CreateHistogram(
        "clearance.commit.size", "{unit}", "How many commits a group had.", null,
        new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000] });

    private static readonly Counter<long> DeadLetters = Meter.CreateCounter<long>(
        "clearance.dead_letters", "{letter}", "Dead letters written, by code.");

    private static readonly Counter<long> Stopped = Meter.CreateCounter<long>(
        "clearance.ledgers.stopped", "{stop}", "Ledgers and declarations found stopped, by why; one that is read again counts again.");

    private static readonly Counter<long> Breaches = Meter.CreateCounter<long>(
        "clearance.invariant.breaches", "{breach}", "Events after which money, reservations or records would not be right: nothing was applied, the ledger stopped.");

    private static readonly Counter<long> Alerts = Meter.CreateCounter<long>(
        "clearance.alerts", "{alert}", "Alerts of the rules, by code.");

    private static readonly Counter<long> Reread = Meter.CreateCounter<long>(
        "clearance.ledgers.reread", "{ledger}", "Ledgers read again because what was held of them was not what is stored.");

    private static readonly Counter<long> SignaturesRefused = Meter.CreateCounter<long>(
        "clearance.signatures.refused", "{event}", "Events and calls of banks refused for their signature, by code; nothing of them was applied.");

    /// <summary>The one there is.</summary>
    public static EngineMeter Instance { get; } = new();

    /// <summary>Every count that must be seen to rise from nothing is there from the start.</summary>
    public static void Begin()
    {
        foreach (var result in Results)
        {
            Commits.Add(0, new KeyValuePair<string, object?>("result", result));
        }

        foreach (var cause in (string[])["invariant", "unreadable", "fault"])
        {
            Stopped.Add(0, new KeyValuePair<string, object?>("cause", cause));
        }

        foreach (var (stream, status) in Labels.Streams.SelectMany(stream => Statuses, static (stream, status) => (stream, status)))
        {
            Events.Add(0, new("stream", stream), new("status", status));
        }

        foreach (var code in (RejectionCode[])[RejectionCode.UnsignedEvent, RejectionCode.InvalidSignature])
        {
            Unproven(code, 0);
        }

        Alerts.Add(0, new KeyValuePair<string, object?>("code", nameof(AlertCode.ClearedAgainstHold)));
        Breaches.Add(0);
        Reread.Add(0);
        CommitConflicts.Add(0);
    }

    /// <summary>A ledger or a declaration is stopped.</summary>
    public static void Parked(Exception why)
    {
        var cause = why switch { InvariantBrokenException => "invariant", CorruptRecordException => "unreadable", _ => "fault" };
        Stopped.Add(1, new KeyValuePair<string, object?>("cause", cause));
        if (why is InvariantBrokenException)
        {
            Breaches.Add(1);
        }
    }

    /// <summary>An alert was raised.</summary>
    public static void Alerted(Alert alert) => Alerts.Add(1, new KeyValuePair<string, object?>("code", AlertCodes[(int)alert.Code]));

    /// <summary>Events were refused since nobody knows that they are a bank's.</summary>
    public static void Unproven(RejectionCode code, int count) =>
        SignaturesRefused.Add(count, new KeyValuePair<string, object?>("code", Rejections[(int)code]));

    /// <summary>A ledger is read again.</summary>
    public static void Conflicted() => Reread.Add(1);

    /// <inheritdoc/>
    public void Answered(EventStream stream, IReadOnlyList<EventResult> results, TimeSpan took)
    {
        Span<int> counts = stackalloc int[Statuses.Length];
        counts.Clear();
        for (var i = 0; i < results.Count; i++)
        {
            counts[(int)results[i].Status]++;
            if (results[i].Rejection is { } rejection)
            {
                Rejected.Add(1, Labels.Of(stream), new("code", Rejections[(int)rejection.Code]));
            }
        }

        for (var status = 0; status < counts.Length; status++)
        {
            if (counts[status] > 0)
            {
                Events.Add(counts[status], Labels.Of(stream), new("status", Statuses[status]));
            }
        }

        IntakeDuration.Record(took.TotalSeconds, Labels.Of(stream));
    }

    /// <inheritdoc/>
    public void Aged(EventStream stream, TimeSpan age) => EventAge.Record(Durations.Seconds(age), Labels.Of(stream));

    /// <inheritdoc/>
    public void Decided(DecisionTally decisions)
    {
        Add(Decisions, "outcome", Outcomes, decisions.Outcomes);
        Add(DecisionReasons, "reason", Reasons, decisions.Reasons);
    }

    /// <inheritdoc/>
    public void Freed(BankCause cause, TimeSpan took) =>
        BankToRelease.Record(Durations.Seconds(took), new("bank", Banks.Of(cause.Bank)), Labels.Of(cause.Stream));

    /// <inheritdoc/>
    public void Landed(in CommitLanding landing)
    {
        Commits.Add(1, new KeyValuePair<string, object?>("result", Results[(int)landing.Result]));
        CommitDuration.Record(landing.Took.TotalSeconds);
        CommitSize.Record(landing.Units);
        if (landing.Conflicts > 0)
        {
            CommitConflicts.Add(landing.Conflicts);
        }
    }

    /// <inheritdoc/>
    public void Kept(DeadLetter letter) => DeadLetters.Add(1, Labels.Of(letter.Stream), new("code", letter.Code));

    private static void Add(Counter<long> counter, string name, ImmutableArray<object> labels, ReadOnlySpan<int> counts)
    {
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] > 0)
            {
                counter.Add(counts[i], new KeyValuePair<string, object?>(name, labels[i]));
            }
        }
    }
}

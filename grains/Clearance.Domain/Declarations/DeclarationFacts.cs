using System.Collections.Immutable;

namespace Clearance.Domain;

/// <summary>A line set by decision, over every amendment (domain.md §2).</summary>
/// <param name="Line">Key and amount of the latest adjustment; the kind of the first, since a line's kind stays.</param>
/// <param name="Due">The date the latest decision names; null: the term's.</param>
/// <param name="Stamp">The latest adjustment.</param>
/// <param name="First">The first adjustment, whose kind counts where the amendment lacks the line.</param>
public readonly record struct Adjustment(Line Line, DateOnly? Due, Stamp Stamp, Stamp First)
{
    /// <summary>With one more adjustment of the same line.</summary>
    public Adjustment With(ObligationAdjusted e)
    {
        var kind = First.Supersedes(e.Stamp) ? e.Line.Kind : Line.Kind;
        var first = First.Supersedes(e.Stamp) ? e.Stamp : First;
        return e.Stamp.Supersedes(Stamp)
            ? new Adjustment(e.Line with { Kind = kind }, e.Due, e.Stamp, first)
            : new Adjustment(Line with { Kind = kind }, Due, Stamp, first);
    }
}

/// <summary>The latest result of one aspect.</summary>
/// <param name="Passed">Whether it passed.</param>
/// <param name="Stamp">Which result.</param>
public readonly record struct InspectionResult(bool Passed, Stamp Stamp);

/// <summary>What customs recorded: the earliest time of either outcome; cleared if any says so (domain.md §8.3).</summary>
/// <param name="At">The earliest record's time.</param>
/// <param name="Outcome">Cleared or released.</param>
public readonly record struct Recorded(Instant At, RecordedOutcome Outcome);

/// <summary>
/// What is known of a declaration beside its registration and its money. The facts may come before the registration;
/// they are kept and count when it comes (domain.md §8.11). Whatever order they arrive in, the result is the same.
/// </summary>
public sealed record DeclarationFacts
{
    /// <summary>Nothing known.</summary>
    public static DeclarationFacts None { get; } = new();

    /// <summary>Adjustments, the latest per line, by line.</summary>
    public ImmutableArray<Adjustment> Adjustments { get; init; } = [];

    /// <summary>The latest result on goods.</summary>
    public InspectionResult? Goods { get; init; }

    /// <summary>The latest result of specialised inspection.</summary>
    public InspectionResult? Specialised { get; init; }

    /// <summary>Whether a cancellation was received; void once a clearance is recorded.</summary>
    public bool CancellationReceived { get; init; }

    /// <summary>What customs recorded, if anything.</summary>
    public Recorded? Recorded { get; init; }

    /// <summary>Whether the declaration is cancelled: not when a clearance was recorded, before or after (domain.md §6).</summary>
    public bool IsCancelled => CancellationReceived && Recorded is null;

    /// <summary>Takes one fact in.</summary>
    /// <returns>Why not, or null; <paramref name="result"/> is these facts unchanged when refused.</returns>
    public Rejection? Apply(DeclarationEvent fact, out DeclarationFacts result)
    {
        result = this;
        switch (fact)
        {
            case ObligationAdjusted e:
                return Adjust(e, out result);
            case InspectionConcluded e:
                result = Conclude(e);
                return null;
            case DeclarationCancelled when Recorded is not null:
                return new Rejection(
                    RejectionCode.NotAllowedInStatus, "declaration", "A clearance of this declaration is already recorded.");
            case DeclarationCancelled:
                result = this with { CancellationReceived = true };
                return null;
            case ClearanceRecorded e:
                result = Record(e);
                return null;
            default:
                throw new ArgumentOutOfRangeException(nameof(fact), fact.GetType().Name, "No fact of a declaration.");
        }
    }

    private Rejection? Adjust(ObligationAdjusted e, out DeclarationFacts result)
    {
        result = this;
        var index = 0;
        while (index < Adjustments.Length && Adjustments[index].Line.Key.CompareTo(e.Line.Key) < 0)
        {
            index++;
        }

        if (index < Adjustments.Length && Adjustments[index].Line.Key == e.Line.Key)
        {
            result = this with { Adjustments = Adjustments.SetItem(index, Adjustments[index].With(e)) };
            return null;
        }

        if (Adjustments.Length == Limits.LinesMax)
        {
            return new Rejection(
                RejectionCode.TooManyRows, "code", $"A declaration has at most {Limits.LinesMax} adjusted lines.");
        }

        result = this with { Adjustments = Adjustments.Insert(index, new Adjustment(e.Line, e.Due, e.Stamp, e.Stamp)) };
        return null;
    }

    private DeclarationFacts Conclude(InspectionConcluded e)
    {
        var latest = e.Aspect == InspectionAspect.Goods ? Goods : Specialised;
        if (latest is { } known && !e.Stamp.Supersedes(known.Stamp))
        {
            return this;
        }

        var result = new InspectionResult(e.Passed, e.Stamp);
        return e.Aspect == InspectionAspect.Goods ? this with { Goods = result } : this with { Specialised = result };
    }

    private DeclarationFacts Record(ClearanceRecorded e)
    {
        if (Recorded is not { } known)
        {
            return this with { Recorded = new Recorded(e.At, e.Outcome) };
        }

        var earliest = e.At < known.At ? e.At : known.At;
        var outcome = e.Outcome == RecordedOutcome.Cleared ? RecordedOutcome.Cleared : known.Outcome;
        return this with { Recorded = new Recorded(earliest, outcome) };
    }
}

using System.Collections.Immutable;

namespace Clearance.Domain;

/// <summary>Where a taxpayer stands: everything beside the declaration itself that a decision may look at (domain.md §4).</summary>
public sealed record Standing
{
    // Before Empty, which starts from it.
    private static readonly ImmutableSortedDictionary<string, Dated<bool>> NoDecisions =
        ImmutableSortedDictionary<string, Dated<bool>>.Empty.WithComparers(StringComparer.Ordinal);

    private StandingOn? _lastAsked;

    private Standing(Standing other)
    {
        // A copy is another standing: what was computed for the original is not carried over.
        Version = other.Version;
        Status = other.Status;
        Enforcement = other.Enforcement;
        Priority = other.Priority;
        Relief = other.Relief;
        Debts = other.Debts;
        Guarantees = other.Guarantees;
    }

    private Standing()
    {
    }

    /// <summary>A taxpayer of whom nothing is known: active, no debts.</summary>
    public static Standing Empty { get; } = new();

    /// <summary>Counts the changes.</summary>
    public long Version { get; init; }

    /// <summary>Registration status; active while nothing is known.</summary>
    public Dated<TaxpayerStatus> Status { get; init; } = new();

    /// <summary>Per stop-customs decision, whether it is placed.</summary>
    public ImmutableSortedDictionary<string, Dated<bool>> Enforcement { get; init; } = NoDecisions;

    /// <summary>Per priority decision, whether it is granted.</summary>
    public ImmutableSortedDictionary<string, Dated<bool>> Priority { get; init; } = NoDecisions;

    /// <summary>Per declaration, the last day of relief; <see cref="DateOnly.MaxValue"/>: for ever.</summary>
    public ImmutableSortedDictionary<DeclarationKey, DateOnly> Relief { get; init; } =
        ImmutableSortedDictionary<DeclarationKey, DateOnly>.Empty;

    /// <summary>Blocking lines outstanding on recorded declarations, due or not (domain.md §8.6).</summary>
    public ImmutableSortedDictionary<DeclarationKey, ImmutableArray<Debt>> Debts { get; init; } =
        ImmutableSortedDictionary<DeclarationKey, ImmutableArray<Debt>>.Empty;

    /// <summary>The letters of this taxpayer, and those named before they were issued.</summary>
    public ImmutableSortedDictionary<GuaranteeReference, Guarantee> Guarantees { get; init; } =
        ImmutableSortedDictionary<GuaranteeReference, Guarantee>.Empty;

    /// <summary>Whether the taxpayer had priority (AEO) on a date.</summary>
    public bool HasPriorityOn(DateOnly date) => AnyInForce(Priority, date);

    /// <summary>The standing on a date; the last date asked for is remembered.</summary>
    public StandingOn On(DateOnly date)
    {
        var last = _lastAsked;
        if (last is null || last.Date != date)
        {
            // A racing reader may compute the same immutable value twice: harmless.
            _lastAsked = last = StandingOn.Of(this, date);
        }

        return last;
    }

    internal static bool AnyInForce(ImmutableSortedDictionary<string, Dated<bool>> decisions, DateOnly date)
    {
        foreach (var (_, facts) in decisions)
        {
            if (facts.On(date, false))
            {
                return true;
            }
        }

        return false;
    }
}

namespace Clearance.Storage;

/// <summary>What of a taxpayer differs between two stores, the gravest first.</summary>
public enum StateDifference
{
    /// <summary>Standing, letters, registrations, facts or confirmed money: no order of arrival explains it.</summary>
    Facts,

    /// <summary>Where money lies: officers' moves and unitemised money depend on what was known when they came (contract, Order).</summary>
    Money,

    /// <summary>Only what is reserved of letters: who gets the last of one depends on who came first (contract, Order).</summary>
    Cover,
}

/// <summary>A taxpayer who differs.</summary>
/// <param name="Taxpayer">Who.</param>
/// <param name="Difference">The gravest of what differs.</param>
/// <param name="IsInBoth">Whether both stores know the taxpayer.</param>
public sealed record DifferentTaxpayer(string Taxpayer, StateDifference Difference, bool IsInBoth);

/// <summary>Where the states of two stores differ.</summary>
/// <param name="Facts">How many taxpayers differ by facts.</param>
/// <param name="Money">How many only by where money lies, and perhaps by reservations.</param>
/// <param name="Cover">How many by reservations alone.</param>
/// <param name="IdentitiesDiffer">Whether owners differ, or facts of declarations that nobody registered.</param>
/// <param name="First">The first of the taxpayers, the gravest differences before others.</param>
public sealed record StateComparison(long Facts, long Money, long Cover, bool IdentitiesDiffer, IReadOnlyList<DifferentTaxpayer> First)
{
    /// <summary>Whether nothing differs.</summary>
    public bool AreEqual => Facts + Money + Cover == 0 && !IdentitiesDiffer;

    /// <summary>Compares two stores.</summary>
    /// <param name="one">One.</param>
    /// <param name="other">The other.</param>
    /// <param name="firstMax">How many taxpayers are named.</param>
    public static StateComparison Of(StateDigest one, StateDigest other, int firstMax = 20)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        var different = one.Ledgers.Keys.Union(other.Ledgers.Keys, StringComparer.Ordinal)
            .Select(taxpayer => Compare(taxpayer, one, other))
            .OfType<DifferentTaxpayer>()
            .OrderBy(static it => it.Difference)
            .ThenBy(static it => it.Taxpayer, StringComparer.Ordinal)
            .ToList();
        return new StateComparison(
            different.Count(static it => it.Difference == StateDifference.Facts),
            different.Count(static it => it.Difference == StateDifference.Money),
            different.Count(static it => it.Difference == StateDifference.Cover),
            one.Identities != other.Identities,
            [.. different.Take(firstMax)]);
    }

    private static DifferentTaxpayer? Compare(string taxpayer, StateDigest one, StateDigest other)
    {
        var isInOne = one.Ledgers.TryGetValue(taxpayer, out var left);
        var isInOther = other.Ledgers.TryGetValue(taxpayer, out var right);
        StateDifference? difference = left.Facts != right.Facts ? StateDifference.Facts
            : left.Money != right.Money ? StateDifference.Money
            : left.Cover != right.Cover ? StateDifference.Cover
            : null;
        return difference is { } found ? new DifferentTaxpayer(taxpayer, found, isInOne && isInOther) : null;
    }
}

using System.Collections.Immutable;

namespace Clearance.Domain;

/// <summary>One dated fact.</summary>
/// <typeparam name="T">What is in force.</typeparam>
/// <param name="EffectiveFrom">From this legal date on.</param>
/// <param name="Stamp">Decides between two facts of one date.</param>
/// <param name="Value">What is in force.</param>
public readonly record struct DatedFact<T>(DateOnly EffectiveFrom, Stamp Stamp, T Value);

/// <summary>
/// What is in force by date: on a date the greatest <c>effectiveFrom</c> ≤ date holds, then the latest <c>at</c>, then the
/// greater id (domain.md §8.4). The order of arrival leaves no trace.
/// </summary>
/// <typeparam name="T">What is in force.</typeparam>
public sealed class Dated<T>
{
    /// <summary>Nothing yet.</summary>
    public Dated() => Facts = [];

    /// <summary>Takes the facts back from the store.</summary>
    public Dated(ImmutableArray<DatedFact<T>> facts) => Facts = facts;

    /// <summary>One fact per date, by date.</summary>
    public ImmutableArray<DatedFact<T>> Facts { get; }

    /// <summary>With one more fact, or this when a later one of the same date is known.</summary>
    public Dated<T> With(DatedFact<T> fact)
    {
        var index = 0;
        while (index < Facts.Length && Facts[index].EffectiveFrom < fact.EffectiveFrom)
        {
            index++;
        }

        if (index < Facts.Length && Facts[index].EffectiveFrom == fact.EffectiveFrom)
        {
            return fact.Stamp.Supersedes(Facts[index].Stamp) ? new(Facts.SetItem(index, fact)) : this;
        }

        return new(Facts.Insert(index, fact));
    }

    /// <summary>What holds on a date, or <paramref name="otherwise"/> before the first fact.</summary>
    public T On(DateOnly date, T otherwise)
    {
        for (var i = Facts.Length - 1; i >= 0; i--)
        {
            if (Facts[i].EffectiveFrom <= date)
            {
                return Facts[i].Value;
            }
        }

        return otherwise;
    }

    /// <summary>The first date after <paramref name="date"/> on which another fact takes hold; null: none.</summary>
    public DateOnly? NextAfter(DateOnly date)
    {
        foreach (var fact in Facts)
        {
            if (fact.EffectiveFrom > date)
            {
                return fact.EffectiveFrom;
            }
        }

        return null;
    }
}

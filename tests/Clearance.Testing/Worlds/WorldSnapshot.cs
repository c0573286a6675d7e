using System.Text;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Testing.Worlds;

/// <summary>Everything a world answers, without what counts how it got there: for telling two worlds apart.</summary>
public static class WorldSnapshot
{
    /// <summary>A line per answer, in order; none where nothing is known.</summary>
    /// <param name="world">The world.</param>
    /// <param name="dates">The dates asked about.</param>
    /// <param name="view">What of a decision counts; all of it unless given.</param>
    public static IEnumerable<string> Of(DomainWorld world, IEnumerable<DateOnly> dates, Func<Decision, Decision>? view = null)
    {
        var asked = dates.ToList();
        foreach (var key in world.Declarations.Where(it => world.Decide(it, asked[0]).Outcome != Outcome.Unknown))
        {
            foreach (var on in asked)
            {
                var decision = world.Decide(key, on) with { Version = 0, StandingVersion = 0, DecidedAt = null };
                yield return Encoding.UTF8.GetString(DecisionJson.ToUtf8Bytes(view?.Invoke(decision) ?? decision));
            }
        }
    }

    /// <summary>Sums, debts with their interest, letters and reservations of every taxpayer, a line each.</summary>
    public static IEnumerable<string> OfLedgers(DomainWorld world, DateOnly on)
    {
        foreach (var taxpayer in world.Taxpayers)
        {
            var ledger = world.Ledger(taxpayer);
            if (ledger.Totals != default)
            {
                yield return $"{taxpayer} {ledger.Totals}";
            }

            foreach (var debt in ledger.Standing.Debts.Values.SelectMany(debts => debts))
            {
                yield return $"{taxpayer} {debt}";
            }

            foreach (var guarantee in ledger.Standing.Guarantees.Values.Where(it => it.Letter is not null))
            {
                yield return $"{taxpayer} {guarantee.Reference} {guarantee.Limit} {guarantee.Reserved} {guarantee.ExpiresOn}";
            }

            foreach (var declaration in world.DeclarationsOf(taxpayer).OrderBy(it => it.Key))
            {
                yield return $"{declaration.Key} {LateInterest.Of(declaration, ledger.Standing, on)}";
            }
        }
    }
}

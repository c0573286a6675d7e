using System.Collections.Immutable;

namespace Clearance.Domain;

/// <summary>Status, enforcement, priority and relief (domain.md §4, §8.4, §8.5): dated facts, any order of arrival.</summary>
internal static class StandingRules
{
    public static Rejection? Apply(LedgerEdit edit, TaxpayerEvent e)
    {
        var standing = edit.Standing;
        edit.Put(e switch
        {
            TaxpayerStatusChanged s => standing with
            {
                Status = standing.Status.With(new DatedFact<TaxpayerStatus>(s.EffectiveFrom, s.Stamp, s.Status)),
            },
            EnforcementPlaced d => standing with { Enforcement = With(standing.Enforcement, d, true) },
            EnforcementLifted d => standing with { Enforcement = With(standing.Enforcement, d, false) },
            PriorityGranted d => standing with { Priority = With(standing.Priority, d, true) },
            PriorityRevoked d => standing with { Priority = With(standing.Priority, d, false) },
            DebtReliefGranted r => Relieved(standing, r),
            _ => throw new ArgumentOutOfRangeException(nameof(e), e.GetType().Name, "No rule applies this event."),
        });
        return null;
    }

    private static ImmutableSortedDictionary<string, Dated<bool>> With(
        ImmutableSortedDictionary<string, Dated<bool>> decisions, DecisionEvent e, bool inForce)
    {
        var facts = decisions.GetValueOrDefault(e.Decision) ?? new Dated<bool>();
        return decisions.SetItem(e.Decision, facts.With(new DatedFact<bool>(e.EffectiveFrom, e.Stamp, inForce)));
    }

    /// <summary>Several reliefs of one declaration: it is relieved while any of them lasts.</summary>
    private static Standing Relieved(Standing standing, DebtReliefGranted relief)
    {
        var until = relief.Until ?? DateOnly.MaxValue;
        var known = standing.Relief.GetValueOrDefault(relief.Declaration, DateOnly.MinValue);
        return until > known ? standing with { Relief = standing.Relief.SetItem(relief.Declaration, until) } : standing;
    }
}

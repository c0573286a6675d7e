using System.Collections.Immutable;

namespace Clearance.Domain;

/// <summary>The rules in force from a registration date on: dated data, never hard-coded in a rule (domain.md §5).</summary>
public sealed record RuleSet
{
    /// <summary>The name every decision shows.</summary>
    public required string Name { get; init; }

    /// <summary>The first registration date it decides.</summary>
    public required DateOnly From { get; init; }

    /// <summary>A registration lapses after this many days (domain.md §5, reason 1).</summary>
    public int LapseDays { get; init; } = 15;

    /// <summary>A guarantee serves a declaration for this many days from registration (domain.md §3).</summary>
    public int GuaranteeDays { get; init; } = 30;

    /// <summary>Under term C the tax is due on this day of the month after clearance (domain.md §4).</summary>
    public int TermDueDay { get; init; } = 10;

    /// <summary>Late interest per day, in parts of <see cref="InterestScale"/>: 0.03 % (Law 38 art. 59).</summary>
    public int InterestPerDay { get; init; } = 3;

    /// <summary>The unit of <see cref="InterestPerDay"/>.</summary>
    public int InterestScale { get; init; } = 10_000;

    /// <summary>Whether goods are held for overdue debts of other declarations (TT 38 art. 47(3)(c); policy).</summary>
    public bool HoldsForOverdueDebt { get; init; } = true;

    /// <summary>Debts below this are not enforced, organisations; in đồng, for enforcement reporting only.</summary>
    public long DeMinimisOrganisation { get; init; }

    /// <summary>Debts below this are not enforced, persons; in đồng, for enforcement reporting only.</summary>
    public long DeMinimisPerson { get; init; }
}

/// <summary>Every rule set, by date.</summary>
public static class RuleSets
{
    /// <summary>In order of <see cref="RuleSet.From"/>.</summary>
    public static ImmutableArray<RuleSet> All { get; } =
    [
        new RuleSet { Name = "2019-38", From = DateOnly.MinValue },
        new RuleSet
        {
            Name = "2026-108",
            From = new DateOnly(2026, 7, 1),
            DeMinimisOrganisation = 3_000_000,
            DeMinimisPerson = 1_000_000,
        },
    ];

    /// <summary>The rule set in force on a registration date.</summary>
    public static RuleSet InForceOn(DateOnly registration)
    {
        for (var i = All.Length - 1; i > 0; i--)
        {
            if (All[i].From <= registration)
            {
                return All[i];
            }
        }

        return All[0];
    }
}

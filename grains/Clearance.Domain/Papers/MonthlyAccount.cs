using System.Collections.Immutable;

namespace Clearance.Domain;

/// <summary>
/// What a priority taxpayer pays by the month: its declarations under term C whose clearance date is in the month, due on the 10th of the
/// next (domain.md §4).
/// </summary>
public sealed record MonthlyAccount
{
    /// <summary>The month's first day.</summary>
    public required DateOnly Month { get; init; }

    /// <summary>The legal date it is made for: interest runs up to the day before.</summary>
    public required DateOnly On { get; init; }

    /// <summary>The last day to pay, unless a decision names another for a line.</summary>
    public required DateOnly Due { get; init; }

    /// <summary>Its declarations, in order of clearance date, registration time, key.</summary>
    public required ImmutableArray<Settlement> Declarations { get; init; }

    /// <summary>The sums.</summary>
    public required SettlementSums Sums { get; init; }

    /// <summary>The first month of the calendar that has an account, and the last.</summary>
    public static (DateOnly First, DateOnly Last) Months { get; } = (new(2, 1, 1), new(9998, 1, 1));

    /// <summary>Makes a month's account.</summary>
    /// <param name="declarations">All declarations of the taxpayer, settled ones too; others than those of the month do no harm.</param>
    /// <param name="standing">The taxpayer's.</param>
    /// <param name="month">A day of the month.</param>
    /// <param name="on">The legal date it is made for.</param>
    public static MonthlyAccount Of(IEnumerable<Declaration> declarations, Standing standing, DateOnly month, DateOnly on)
    {
        var first = new DateOnly(month.Year, month.Month, 1);
        var next = first.AddMonths(1);
        var settlements = Settlement.Of(declarations, standing, on, settlement => IsOf(settlement, first, next));
        return new MonthlyAccount
        {
            Month = first,
            On = on,
            Due = next.AddDays(RuleSets.InForceOn(first).TermDueDay - 1),
            Declarations = settlements,
            Sums = SettlementSums.Of(settlements),
        };
    }

    private static bool IsOf(Settlement settlement, DateOnly first, DateOnly next) =>
        settlement.Declaration.Registration.Term == PaymentTerm.C
        && settlement.Recorded.At.LegalDate >= first && settlement.Recorded.At.LegalDate < next;
}

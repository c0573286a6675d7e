using System.Collections.Immutable;

namespace Clearance.Domain;

/// <summary>A standing as of one legal date: computed once, then shared by every declaration of the taxpayer.</summary>
public sealed class StandingOn
{
    private StandingOn(DateOnly date) => Date = date;

    /// <summary>The date.</summary>
    public DateOnly Date { get; }

    /// <summary>The status in force.</summary>
    public TaxpayerStatus Status { get; private init; }

    /// <summary>Whether a stop-customs decision is in force.</summary>
    public bool Stopped { get; private init; }

    /// <summary>Overdue debts: earliest due first, then registration, key, line.</summary>
    public ImmutableArray<Debt> OverdueDebts { get; private init; } = [];

    /// <summary>Their sum, in đồng: the exact sum that lifts the block.</summary>
    public long OverdueTotal { get; private init; }

    /// <summary>The next date on which time alone changes this; null: none.</summary>
    public DateOnly? NextChangeOn { get; private init; }

    /// <summary>The order in which debts are shown and paid (domain.md §2: due, registration, key, code).</summary>
    public static int InOrderOfPayment(Debt left, Debt right)
    {
        var order = left.Due.CompareTo(right.Due);
        order = order != 0 ? order : left.RegisteredAt.CompareTo(right.RegisteredAt);
        order = order != 0 ? order : left.Declaration.CompareTo(right.Declaration);
        return order != 0 ? order : left.Line.CompareTo(right.Line);
    }

    /// <summary>Whether two standings of one date decide alike, so that no declaration needs another look.</summary>
    public bool DecidesLike(StandingOn other) =>
        Date == other.Date && Status == other.Status && Stopped == other.Stopped
        && OverdueDebts.AsSpan().SequenceEqual(other.OverdueDebts.AsSpan());

    internal static StandingOn Of(Standing standing, DateOnly date)
    {
        var next = Earliest(standing.Status.NextAfter(date), NextOf(standing.Enforcement, date));
        var overdue = new List<Debt>();
        long total = 0;
        foreach (var (key, debts) in standing.Debts)
        {
            var relief = standing.Relief.GetValueOrDefault(key, DateOnly.MinValue);
            foreach (var debt in debts)
            {
                var lastDay = debt.Due > relief ? debt.Due : relief;
                if (date > lastDay)
                {
                    overdue.Add(debt);
                    total += debt.Outstanding;
                }
                else if (lastDay < DateOnly.MaxValue)
                {
                    next = Earliest(next, lastDay.AddDays(1));
                }
            }
        }

        overdue.Sort(InOrderOfPayment);
        return new StandingOn(date)
        {
            Status = standing.Status.On(date, TaxpayerStatus.Active),
            Stopped = Standing.AnyInForce(standing.Enforcement, date),
            OverdueDebts = [.. overdue],
            OverdueTotal = total,
            NextChangeOn = next,
        };
    }

    internal static DateOnly? Earliest(DateOnly? left, DateOnly? right) =>
        left is null ? right : right is null || left < right ? left : right;

    private static DateOnly? NextOf(ImmutableSortedDictionary<string, Dated<bool>> decisions, DateOnly date)
    {
        DateOnly? next = null;
        foreach (var (_, facts) in decisions)
        {
            next = Earliest(next, facts.NextAfter(date));
        }

        return next;
    }
}

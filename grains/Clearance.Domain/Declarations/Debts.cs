using System.Collections.Immutable;

namespace Clearance.Domain;

/// <summary>When what is owed falls due, and what is a debt (domain.md §4, §8.6).</summary>
public static class Debts
{
    /// <summary>The blocking lines outstanding on a recorded declaration, by line; none on any other.</summary>
    public static ImmutableArray<Debt> Of(Declaration declaration, Standing standing)
    {
        if (declaration.Facts.Recorded is not { } recorded || declaration.Sums.Outstanding == 0)
        {
            return [];
        }

        var debts = ImmutableArray.CreateBuilder<Debt>();
        foreach (var line in declaration.Allocate().Lines)
        {
            if (line.Line.Blocks && line.Outstanding > 0)
            {
                var due = DueOf(declaration, line.Line.Key, recorded, standing);
                debts.Add(new Debt(
                    declaration.Key, declaration.Registration.RegisteredAt, line.Line.Key, line.Outstanding, due));
            }
        }

        return debts.DrainToImmutable();
    }

    /// <summary>The last day to pay a line of a recorded declaration.</summary>
    public static DateOnly DueOf(Declaration declaration, LineKey line, Recorded recorded, Standing standing) =>
        NamedDue(declaration, line) ?? TermDue(declaration, recorded.At.LegalDate, standing);

    /// <summary>The date a decision named for a line, if any.</summary>
    public static DateOnly? NamedDue(Declaration declaration, LineKey line)
    {
        foreach (var adjustment in declaration.Facts.Adjustments)
        {
            if (adjustment.Line.Key == line)
            {
                return adjustment.Due;
            }
        }

        return null;
    }

    private static DateOnly TermDue(Declaration declaration, DateOnly clearance, Standing standing)
    {
        switch (declaration.Registration.Term)
        {
            case PaymentTerm.A or PaymentTerm.B:
                var last = declaration.GuaranteeLastDay;
                var known = declaration.Registration.Guarantee is { } named
                    && standing.Guarantees.TryGetValue(named, out var guarantee) && guarantee.Letter is not null
                    ? guarantee.ExpiresOn
                    : last;
                return known < last ? known : last;
            case PaymentTerm.C:
                var next = new DateOnly(clearance.Year, clearance.Month, 1).AddMonths(1);
                return next.AddDays(declaration.Rules.TermDueDay - 1);
            default:
                return clearance;
        }
    }
}

namespace Clearance.Domain;

/// <summary>Late interest: 0.03 % per day on unpaid tax (domain.md §4, §8.8; Law 38 art. 59).</summary>
public static class LateInterest
{
    /// <summary>The interest of a declaration's tax lines up to and including the day before a date, in đồng.</summary>
    /// <remarks>Only a recorded declaration has debts, so only it bears interest.</remarks>
    public static long Of(Declaration declaration, Standing standing, DateOnly on)
    {
        long total = 0;
        foreach (var line in declaration.Allocate().Lines)
        {
            total += OfLine(declaration, line, standing, on);
        }

        return total;
    }

    /// <summary>The interest of one line, in đồng, rounded half up once (rounding inferred).</summary>
    public static long OfLine(Declaration declaration, LinePaid line, Standing standing, DateOnly on)
    {
        if (line.Line.Kind != LineKind.Tax || declaration.Facts.Recorded is not { } recorded)
        {
            return 0;
        }

        var start = FirstDay(declaration, line.Line.Key, recorded, standing);
        Int128 dongDays = 0;
        var left = line.Paid;
        foreach (var piece in declaration.Pieces)
        {
            if (left == 0)
            {
                break;
            }

            if (piece.Line == line.Line.Key)
            {
                var part = Math.Min(piece.Amount, left);
                left -= part;
                var end = piece.DebitedAt.LegalDate < on ? piece.DebitedAt.LegalDate : on;
                dongDays += (Int128)part * Days(start, end);
            }
        }

        dongDays += (Int128)line.Outstanding * Days(start, on);
        var rules = declaration.Rules;
        return (long)(((dongDays * rules.InterestPerDay) + (rules.InterestScale / 2)) / rules.InterestScale);
    }

    /// <summary>
    /// The first day that bears interest: the day after the due date; under A and B the clearance date itself, unless a
    /// decision names a date.
    /// </summary>
    private static DateOnly FirstDay(Declaration declaration, LineKey line, Recorded recorded, Standing standing)
    {
        if (Debts.NamedDue(declaration, line) is null && declaration.Registration.Term is PaymentTerm.A or PaymentTerm.B)
        {
            return recorded.At.LegalDate;
        }

        // The last day of the calendar is a date a decision may name: then no day bears interest.
        var due = Debts.DueOf(declaration, line, recorded, standing);
        return due < DateOnly.MaxValue ? due.AddDays(1) : due;
    }

    private static int Days(DateOnly first, DateOnly end) => Math.Max(0, end.DayNumber - first.DayNumber);
}

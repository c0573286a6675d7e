using Clearance.Domain;

namespace Clearance.Model;

/// <summary>Debts, their due dates and late interest (domain.md §4).</summary>
internal static class Debts
{
    /// <summary>Blocking lines outstanding on recorded declarations: earliest due date first, then registration, key, line.</summary>
    public static List<ModelDebt> Of(TaxpayerBooks books)
    {
        var debts = new List<(ModelDebt Debt, Instant RegisteredAt)>();
        foreach (var declaration in books.Declarations.Values.Where(it => it.Facts.IsRecorded))
        {
            foreach (var line in declaration.Position.Lines.Where(it => it.Blocks && it.Outstanding > 0))
            {
                var debt = new ModelDebt(declaration.Key, line.Key, line.Outstanding, DueOf(books, declaration, line));
                debts.Add((debt, declaration.Current.RegisteredAt));
            }
        }

        return
        [
            .. debts.OrderBy(it => it.Debt.Due).ThenBy(it => it.RegisteredAt).ThenBy(it => it.Debt.Declaration)
                .ThenBy(it => it.Debt.Line).Select(it => it.Debt),
        ];
    }

    /// <summary>Late interest of a declaration up to a date: each line's, rounded once per line (domain.md §8.8).</summary>
    public static long InterestOf(TaxpayerBooks books, RegisteredDeclaration declaration, DateOnly on) =>
        declaration.Facts.IsRecorded
            ? declaration.Position.Lines.Where(line => line.Kind == LineKind.Tax).Sum(line => InterestOf(books, declaration, line, on))
            : 0;

    private static long InterestOf(TaxpayerBooks books, RegisteredDeclaration declaration, LinePosition line, DateOnly on)
    {
        var first = line.NamedDue is null && declaration.HasGuaranteeTerm
            ? declaration.Facts.RecordedOn
            : DueOf(books, declaration, line).AddDays(1);
        Int128 sum = 0;
        var left = line.Paid;
        foreach (var piece in line.Pieces)
        {
            var part = Math.Min(piece.Amount, left);
            var debited = piece.At.LegalDate;
            sum += (Int128)part * Days(first, debited < on ? debited : on);
            left -= part;
        }

        sum += (Int128)line.Outstanding * Days(first, on);
        return (long)(((sum * 3) + 5_000) / 10_000);
    }

    private static int Days(DateOnly first, DateOnly end) => Math.Max(0, end.DayNumber - first.DayNumber);

    private static DateOnly DueOf(TaxpayerBooks books, RegisteredDeclaration declaration, LinePosition line)
    {
        if (line.NamedDue is { } named)
        {
            return named;
        }

        var recorded = declaration.Facts.RecordedOn;
        switch (declaration.Current.Term)
        {
            case PaymentTerm.A or PaymentTerm.B:
                return LetterEnd(books, declaration);
            case PaymentTerm.C:
                var next = recorded.AddMonths(1);
                return new DateOnly(next.Year, next.Month, 10);
            default:
                return recorded;
        }
    }

    /// <summary>The last day on which its letter serves a declaration: the letter's expiry, at most 30 days from registration.</summary>
    public static DateOnly LetterEnd(TaxpayerBooks books, RegisteredDeclaration declaration)
    {
        var latest = declaration.RegisteredOn.AddDays(30);
        return books.FindLetter(declaration.Letter) is { } letter && letter.ExpiresOn < latest ? letter.ExpiresOn : latest;
    }
}

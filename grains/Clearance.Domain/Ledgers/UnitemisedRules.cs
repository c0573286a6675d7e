namespace Clearance.Domain;

/// <summary>Money that names no declaration pays the taxpayer's debts, oldest due date first (Law 38 art. 57, TT 38 art. 47).</summary>
internal static class UnitemisedRules
{
    /// <summary>Spreads a row over the debts of its account, due or not, under relief or not; the rest is taxpayer surplus.</summary>
    public static PlacedRow Spread(LedgerEdit edit, PaymentConfirmed e, PaymentRow row)
    {
        var left = row.Amount;
        var spread = new SortedSet<DeclarationKey>();
        foreach (var debt in InOrder(edit.Standing, row.Account))
        {
            if (left == 0)
            {
                break;
            }

            if (edit.TryDeclaration(debt.Declaration, out var declaration))
            {
                var part = Math.Min(left, debt.Outstanding);
                left -= part;
                spread.Add(debt.Declaration);
                var source = new RowRef(e.Id, row.Row);
                edit.Put(declaration.With(new Piece(source, PieceKind.Unitemised, debt.Line, part, e.DebitedAt)));
            }
        }

        edit.Put(edit.Totals with { SurplusIn = edit.Totals.SurplusIn + left });
        return new PlacedRow { Row = row, Place = RowPlace.Unitemised, Spread = [.. spread], Surplus = left };
    }

    private static List<Debt> InOrder(Standing standing, Account account)
    {
        var debts = new List<Debt>();
        foreach (var (_, ofDeclaration) in standing.Debts)
        {
            foreach (var debt in ofDeclaration)
            {
                if (debt.Line.Account == account)
                {
                    debts.Add(debt);
                }
            }
        }

        debts.Sort(StandingOn.InOrderOfPayment);
        return debts;
    }
}

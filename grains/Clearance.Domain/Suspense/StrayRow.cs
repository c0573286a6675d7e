namespace Clearance.Domain;

/// <summary>A row whose money pays nothing and that officers may move: in suspense, or misdirected on a declaration.</summary>
/// <param name="Row">Which row of which payment.</param>
/// <param name="Target">The declaration as the bank wrote it; of a misdirected row the declaration it is on.</param>
/// <param name="Line">The line it names.</param>
/// <param name="Amount">In đồng.</param>
/// <param name="DebitedAt">When the payer was debited.</param>
/// <param name="On">The declaration it is misdirected on; null: it is in suspense.</param>
public sealed record StrayRow(
    RowRef Row, string? Target, LineKey Line, long Amount, Instant DebitedAt, DeclarationKey? On)
{
    /// <summary>The rows of a ledger that <c>SuspenseAssigned</c> may move, the oldest debit first.</summary>
    public static IReadOnlyList<StrayRow> Of(Ledger ledger)
    {
        var rows = new List<StrayRow>();
        foreach (var payment in ledger.Payments.Values)
        {
            foreach (var placed in payment.Rows)
            {
                if (placed.Place == RowPlace.Suspense)
                {
                    var row = placed.Row;
                    rows.Add(new StrayRow(
                        new RowRef(payment.Id, row.Row), row.Target, placed.Line, row.Amount, payment.DebitedAt, null));
                }
            }
        }

        foreach (var declaration in ledger.Declarations.Values)
        {
            if (declaration.Sums.Misdirected > 0)
            {
                rows.AddRange(declaration.MisdirectedPieces().Select(piece => new StrayRow(
                    piece.Source, declaration.Key.ToString(), piece.Line, piece.Amount, piece.DebitedAt, declaration.Key)));
            }
        }

        rows.Sort(static (left, right) => left.DebitedAt != right.DebitedAt
            ? left.DebitedAt.CompareTo(right.DebitedAt)
            : left.Row.CompareTo(right.Row));
        return rows;
    }
}

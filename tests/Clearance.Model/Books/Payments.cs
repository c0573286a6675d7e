using Clearance.Domain;

namespace Clearance.Model;

/// <summary>What banks confirm and cancel (domain.md §2, §6).</summary>
internal static class Payments
{
    public static RejectionCode? Confirm(
        TaxpayerBooks books,
        PaymentConfirmed payment,
        Dictionary<DeclarationKey, TaxpayerId> owners,
        Dictionary<string, TaxpayerId> payers)
    {
        if (books.Rows.Aggregate((Int128)0, (sum, row) => sum + row.Amount)
            + payment.Rows.Aggregate((Int128)0, (sum, row) => sum + row.Amount) > Limits.SumMax)
        {
            return RejectionCode.InvalidAmount;
        }

        payers.Add(payment.Id, payment.Taxpayer);
        var isCancelled = books.CancelledAhead.Contains(payment.Id);
        var unitemised = new List<(MoneyRow Row, Account Account)>();
        foreach (var row in payment.Rows)
        {
            var money = new MoneyRow
            {
                Row = new RowRef(payment.Id, row.Row),
                Amount = row.Amount,
                DebitedAt = payment.DebitedAt,
                Declaration = row.Declaration ?? default,
                Line = new LineKey(row.Code ?? 0, row.Account),
                Place = isCancelled ? Place.Cancelled : PlaceOf(row, books, owners),
            };
            books.Rows.Add(money);
            if (money.Place == Place.Unitemised)
            {
                unitemised.Add((money, row.Account));
            }
        }

        foreach (var (row, account) in unitemised)
        {
            books.Count();
            PayDebts(books, row, account);
        }

        books.Settle();
        return null;
    }

    public static RejectionCode? Cancel(
        TaxpayerBooks books, PaymentCancelled e, Dictionary<string, TaxpayerId> payers, List<ModelMessage> underWay)
    {
        if (!payers.TryGetValue(e.Payment, out var payer))
        {
            books.CancelledAhead.Add(e.Payment);
            return null;
        }

        if (payer != e.Taxpayer)
        {
            return RejectionCode.InvalidValue;
        }

        foreach (var row in books.Rows.Where(it => it.CameBy is null && it.Row.Payment == e.Payment))
        {
            Transfers.Cancel(books, row, e.Id, underWay);
        }

        books.Settle();
        return null;
    }

    private static Place PlaceOf(PaymentRow row, TaxpayerBooks books, Dictionary<DeclarationKey, TaxpayerId> owners)
    {
        if (row.Target is null)
        {
            return Place.Unitemised;
        }

        if (row.Declaration is not { } key)
        {
            return Place.Suspense;
        }

        return !owners.TryGetValue(key, out var owner) ? Place.Parked
            : owner == books.Taxpayer ? Place.Declaration
            : Place.Suspense;
    }

    /// <summary>Debts in order, of the same account; what is left is the taxpayer's surplus.</summary>
    private static void PayDebts(TaxpayerBooks books, MoneyRow row, Account account)
    {
        var left = row.Amount;
        foreach (var debt in Debts.Of(books).Where(it => it.Line.Account == account))
        {
            var part = Math.Min(left, debt.Outstanding);
            if (part > 0)
            {
                row.Parts.Add((debt.Declaration, debt.Line, part));
                left -= part;
            }
        }
    }
}

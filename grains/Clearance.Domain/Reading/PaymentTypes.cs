using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Clearance.Domain;

/// <summary>The types of <c>bank.payments</c>, their members in the contract's order.</summary>
internal static class PaymentTypes
{
    public static ClearanceEvent? Confirmed(EventFields e, string id, Instant at)
    {
        var bank = e.Bank("bank");
        var taxpayer = e.Taxpayer("taxpayer");
        var debitedAt = e.Instant("debitedAt");
        var payer = e.OptionalText("payer", EventFields.TextMax);
        var slip = e.OptionalText("slip", EventFields.TextMax);
        var rows = Rows(e);
        return e.Failed ? null : new PaymentConfirmed(id, at, taxpayer)
        {
            Bank = bank,
            DebitedAt = debitedAt,
            Payer = payer,
            Slip = slip,
            Rows = rows,
        };
    }

    public static ClearanceEvent? Cancelled(EventFields e, string id, Instant at)
    {
        var bank = e.Bank("bank");
        var payment = e.Id("payment");
        if (!e.Failed && !bank.Owns(payment))
        {
            e.Refuse(RejectionCode.BankMismatch, "payment", $"must start with {bank}: as a bank cancels only its own.");
        }

        var taxpayer = e.Taxpayer("taxpayer");
        var consent = e.Consent("consent");
        return e.Failed ? null : new PaymentCancelled(id, at, taxpayer)
        {
            Bank = bank,
            Payment = payment,
            Consent = consent,
        };
    }

    private static ImmutableArray<PaymentRow> Rows(EventFields e)
    {
        var objects = e.Objects("rows", Limits.RowsMax, out var count);
        if (count == 0)
        {
            e.Refuse(RejectionCode.InvalidValue, "rows", "must have at least one row.");
        }

        var rows = new PaymentRow[count];
        Span<int> numbers = stackalloc int[Limits.RowsMax];
        var i = 0;
        foreach (var row in objects)
        {
            var number = row.Integer("row", 0, int.MaxValue);
            if (numbers[..i].Contains(number))
            {
                row.Refuse(RejectionCode.InvalidValue, "row", $"repeats {number}: a row is known by its number.");
            }

            numbers[i] = number;
            rows[i++] = Row(row, number);
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(rows);
    }

    private static PaymentRow Row(EventFields row, int number)
    {
        var target = row.Target("declaration");
        var code = target is null ? row.OptionalCode("code") : row.Code("code");
        var account = row.OneOf("account", Words.Accounts);
        return new PaymentRow(number, target, code, account, row.Amount("amount", least: 1));
    }
}

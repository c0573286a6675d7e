namespace Clearance.Domain;

/// <summary>Messages between ledgers: each is applied once, and none can be refused (design §4).</summary>
/// <remarks>
/// Safe because a row has one place per ledger, and a message acts only on the place it was sent for: an answer to a row
/// that was cancelled meanwhile, or a cancellation of a row that was returned, finds nothing and nets to zero.
/// </remarks>
internal static class TransferRules
{
    public static void Apply(LedgerEdit edit, LedgerMessage message)
    {
        switch (message)
        {
            case Transfer transfer:
                Take(edit, transfer);
                break;
            case TransferAnswered answer:
                Settle(edit, answer);
                break;
            case SourceCancelled cancelled:
                Withdraw(edit, cancelled);
                break;
            case OwnedByAnother registered:
                foreach (var row in edit.Parked.GetValueOrDefault(registered.Declaration, []))
                {
                    PaymentRules.Suspend(edit, row);
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(message), message.GetType().Name, "No such message.");
        }
    }

    /// <summary>Leaves the row with its sender.</summary>
    public static void Return(LedgerEdit edit, Transfer transfer, Rejection refusal) => Answer(edit, transfer, refusal);

    private static void Answer(LedgerEdit edit, Transfer transfer, Rejection? refusal) => edit.Send(new TransferAnswered(
        edit.Taxpayer, transfer.Sender, transfer.Move, new RowRef(transfer.Payment, transfer.Row.Row), refusal));

    private static void Take(LedgerEdit edit, Transfer transfer)
    {
        edit.TryPayment(transfer.Payment, out var payment);
        var known = payment?.Find(transfer.Row.Row);
        var reference = new RowRef(transfer.Payment, transfer.Row.Row);
        var refusal = known is { Place: RowPlace.Cancelled }
            ? new Rejection(RejectionCode.NotAllowedInStatus, "payment", $"Payment {transfer.Payment} was cancelled.")
            : OfficerRules.RefusalOf(edit, transfer.Target, transfer.Line, "declaration");
        if (refusal is not null)
        {
            Return(edit, transfer, refusal);
            return;
        }

        Answer(edit, transfer, null);
        edit.Put(edit.Totals with { TransferredIn = edit.Totals.TransferredIn + transfer.Row.Amount });
        PaymentRules.PutOn(edit, transfer.Target, reference, transfer.Line, transfer.Row.Amount, transfer.DebitedAt);
        payment ??= new Payment { Id = transfer.Payment, DebitedAt = transfer.DebitedAt };
        edit.Put(payment.With(new PlacedRow
        {
            Row = transfer.Row,
            Place = RowPlace.Declaration,
            Declaration = transfer.Target,
            Line = transfer.Line,
            CameIn = known?.CameIn ?? true,
        }));
    }

    private static void Settle(LedgerEdit edit, TransferAnswered answer)
    {
        edit.Answer(answer);
        if (!edit.TryPayment(answer.Row.Payment, out var payment) || payment.Find(answer.Row.Row) is not { } row
            || row.Place != RowPlace.InTransit || row.Transfer != answer.Move)
        {
            return;
        }

        var amount = row.Row.Amount;
        edit.Put(edit.Totals with { InTransit = edit.Totals.InTransit - amount });
        if (answer.Refusal is null)
        {
            edit.Put(edit.Totals with { TransferredOut = edit.Totals.TransferredOut + amount });
            edit.Put(payment.With(row with { Place = RowPlace.TransferredOut }));
        }
        else if (row.Declaration is { } key)
        {
            PaymentRules.PutOn(edit, key, answer.Row, row.Line, amount, payment.DebitedAt);
            edit.Put(payment.With(row with { Place = RowPlace.Declaration, Transfer = null, To = null }));
        }
        else
        {
            edit.Put(edit.Totals with { Suspense = edit.Totals.Suspense + amount });
            edit.Put(payment.With(row with { Place = RowPlace.Suspense, Transfer = null, To = null }));
        }
    }

    private static void Withdraw(LedgerEdit edit, SourceCancelled cancelled)
    {
        if (!edit.TryPayment(cancelled.Row.Payment, out var payment)
            || payment.Find(cancelled.Row.Row) is not { Place: not RowPlace.Cancelled } row)
        {
            return;
        }

        PaymentRules.Remove(edit, payment, row, cancelled.Move);
        edit.Put(edit.Totals with { TransferredIn = edit.Totals.TransferredIn - row.Row.Amount });
        edit.Put(payment.With(new PlacedRow { Row = row.Row, Place = RowPlace.Cancelled, CameIn = true }));
    }
}

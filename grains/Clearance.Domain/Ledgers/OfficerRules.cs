namespace Clearance.Domain;

/// <summary>Officers' moves of money, judged when they arrive: made by one, checked by another (contract.md §1).</summary>
internal static class OfficerRules
{
    public static Rejection? Assign(LedgerEdit edit, SuspenseAssigned e)
    {
        if (!edit.TryPayment(e.Row.Payment, out var payment) || payment.Find(e.Row.Row) is not { } row
            || !IsAssignable(edit, row, e.Row))
        {
            return new Rejection(
                RejectionCode.NotAllowedInStatus, "row",
                $"Row {e.Row.Row} of {e.Row.Payment} is neither in suspense nor misdirected.");
        }

        if (e.Declaration is not { } target)
        {
            Lift(edit, row, e.Row);
            edit.Put(edit.Totals with { SurplusIn = edit.Totals.SurplusIn + row.Row.Amount });
            edit.Put(payment.With(row with { Place = RowPlace.Surplus, Declaration = null }));
            return null;
        }

        if (edit.IdentityOf(target).Owner is { } owner && owner != edit.Taxpayer)
        {
            Send(edit, e, payment, row, target, owner);
            return null;
        }

        if (RefusalOf(edit, target, e.Line, "declaration") is { } refusal)
        {
            return refusal;
        }

        Lift(edit, row, e.Row);
        PaymentRules.PutOn(edit, target, e.Row, e.Line, row.Row.Amount, payment.DebitedAt);
        edit.Put(payment.With(row with { Place = RowPlace.Declaration, Declaration = target, Line = e.Line }));
        return null;
    }

    public static Rejection? ApplySurplus(LedgerEdit edit, SurplusApplied e)
    {
        if (RefusalOf(edit, e.To, e.Line, "to") is { } refusal)
        {
            return refusal;
        }

        if (TakeSurplus(edit, e.From, e.Amount) is { } short_)
        {
            return short_;
        }

        if (edit.TryDeclaration(e.To, out var target))
        {
            edit.Put(target.With(new Piece(new RowRef(e.Id, 0), PieceKind.Applied, e.Line, e.Amount, e.At)));
        }

        return null;
    }

    public static Rejection? Refund(LedgerEdit edit, SurplusRefunded e)
    {
        if (TakeSurplus(edit, e.From, e.Amount) is { } refusal)
        {
            return refusal;
        }

        edit.Put(edit.Totals with { Refunded = edit.Totals.Refunded + e.Amount });
        return null;
    }

    /// <summary>Why money may not go to a line: the target must be registered, not cancelled, and have the line.</summary>
    public static Rejection? RefusalOf(LedgerEdit edit, DeclarationKey target, LineKey line, string field)
    {
        var why = !edit.TryDeclaration(target, out var declaration) ? "is not registered to this taxpayer"
            : declaration.IsCancelled ? "is cancelled"
            : !declaration.HasLine(line) ? $"has no line {line}"
            : null;
        return why is null ? null : new Rejection(RejectionCode.NotAllowedInStatus, field, $"Declaration {target} {why}.");
    }

    private static bool IsAssignable(LedgerEdit edit, PlacedRow row, RowRef reference)
    {
        if (row.Place != RowPlace.Declaration)
        {
            return row.Place == RowPlace.Suspense;
        }

        if (!edit.TryDeclaration(row.Declaration!.Value, out var declaration))
        {
            return false;
        }

        foreach (var piece in declaration.MisdirectedPieces())
        {
            if (piece.Source == reference)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes an assignable row from where it is.</summary>
    private static void Lift(LedgerEdit edit, PlacedRow row, RowRef reference)
    {
        if (row.Place == RowPlace.Declaration)
        {
            PaymentRules.TakeOff(edit, row.Declaration!.Value, reference);
        }
        else
        {
            edit.Put(edit.Totals with { Suspense = edit.Totals.Suspense - row.Row.Amount });
        }
    }

    private static void Send(
        LedgerEdit edit, SuspenseAssigned e, Payment payment, PlacedRow row, DeclarationKey target, TaxpayerId owner)
    {
        Lift(edit, row, e.Row);
        edit.Put(edit.Totals with { InTransit = edit.Totals.InTransit + row.Row.Amount });
        edit.Put(payment.With(row with { Place = RowPlace.InTransit, Transfer = e.Id, To = owner }));
        edit.Send(new Transfer(
            edit.Taxpayer, owner, e.Id, payment.Id, row.Row, payment.DebitedAt, target, e.Line));
        edit.IsPending = true;
    }

    private static Rejection? TakeSurplus(LedgerEdit edit, DeclarationKey? from, long amount)
    {
        if (from is { } key)
        {
            if (!edit.TryDeclaration(key, out var source) || source.Sums.Surplus < amount)
            {
                return Insufficient(source?.Sums.Surplus ?? 0, $"declaration {key}");
            }

            edit.Put((source with { MovedOut = source.MovedOut + amount }).Recomputed());
            return null;
        }

        if (edit.Totals.TaxpayerSurplus < amount)
        {
            return Insufficient(edit.Totals.TaxpayerSurplus, "the taxpayer");
        }

        edit.Put(edit.Totals with { SurplusOut = edit.Totals.SurplusOut + amount });
        return null;
    }

    private static Rejection Insufficient(long there, string where) =>
        new(RejectionCode.InsufficientSurplus, "amount", $"There are {there} đồng of surplus on {where}.");
}

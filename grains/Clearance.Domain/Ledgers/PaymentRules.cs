using System.Collections.Immutable;

namespace Clearance.Domain;

/// <summary>Where confirmed money goes, and what a cancellation takes back (domain.md §2, §6).</summary>
internal static class PaymentRules
{
    public static Rejection? Confirm(LedgerEdit edit, PaymentConfirmed e)
    {
        // A cancellation that came first is always in memory, so a new payment costs no look-up.
        var known = edit.ResidentPayment(e.Id);
        if (known is { Confirmed: true })
        {
            throw new InvalidOperationException($"Payment {e.Id} is already in this ledger.");
        }

        long total = 0;
        foreach (var row in e.Rows)
        {
            total += row.Amount;
        }

        edit.Put(edit.Totals with { Confirmed = edit.Totals.Confirmed + total });
        var payment = (known ?? new Payment { Id = e.Id }) with { Confirmed = true, DebitedAt = e.DebitedAt, Slip = e.Slip };
        if (payment.Cancelled)
        {
            edit.Put(edit.Totals with { Cancelled = edit.Totals.Cancelled + total });
            edit.Put(payment with { Rows = [.. e.Rows.Select(row => new PlacedRow { Row = row, Place = RowPlace.Cancelled })] });
            return null;
        }

        var placed = new PlacedRow[e.Rows.Length];
        PlaceAll(edit, e, placed, unitemised: false);
        PlaceAll(edit, e, placed, unitemised: true);
        edit.Put(payment with { Rows = [.. placed] });
        return null;
    }

    public static Rejection? Cancel(LedgerEdit edit, PaymentCancelled e)
    {
        if (!edit.TryPayment(e.Payment, out var payment) || !payment.Confirmed)
        {
            return CancelAhead(edit, e, payment);
        }

        if (payment.Cancelled)
        {
            return null;
        }

        var rows = payment.Rows.ToBuilder();
        for (var i = 0; i < rows.Count; i++)
        {
            Remove(edit, payment, rows[i], e.Id);
            edit.Put(edit.Totals with { Cancelled = edit.Totals.Cancelled + rows[i].Row.Amount });
            rows[i] = new PlacedRow { Row = rows[i].Row, Place = RowPlace.Cancelled };
        }

        edit.Put(payment with { Cancelled = true, Rows = rows.MoveToImmutable() });
        return null;
    }

    /// <summary>Takes a row from wherever its money is; one that another taxpayer has is followed there.</summary>
    public static void Remove(LedgerEdit edit, Payment payment, PlacedRow row, string cause)
    {
        var reference = new RowRef(payment.Id, row.Row.Row);
        var amount = row.Row.Amount;
        switch (row.Place)
        {
            case RowPlace.Declaration:
                TakeOff(edit, row.Declaration!.Value, reference);
                break;
            case RowPlace.Parked:
                Drop(edit, row.Declaration!.Value, reference);
                edit.Put(edit.Totals with { Parked = edit.Totals.Parked - amount });
                break;
            case RowPlace.Suspense:
                edit.Put(edit.Totals with { Suspense = edit.Totals.Suspense - amount });
                break;
            case RowPlace.Unitemised:
                foreach (var key in row.Spread)
                {
                    TakeOff(edit, key, reference);
                }

                edit.Put(edit.Totals with { SurplusIn = edit.Totals.SurplusIn - row.Surplus });
                break;
            case RowPlace.Surplus:
                edit.Put(edit.Totals with { SurplusIn = edit.Totals.SurplusIn - amount });
                break;
            case RowPlace.InTransit:
                edit.Put(edit.Totals with { InTransit = edit.Totals.InTransit - amount });
                edit.Send(new SourceCancelled(edit.Taxpayer, row.To!.Value, cause, reference));
                break;
            case RowPlace.TransferredOut:
                edit.Put(edit.Totals with { TransferredOut = edit.Totals.TransferredOut - amount });
                edit.Send(new SourceCancelled(edit.Taxpayer, row.To!.Value, cause, reference));
                break;
            case RowPlace.Cancelled:
                break;
        }
    }

    /// <summary>A parked row's declaration was registered by this taxpayer: the row goes there.</summary>
    public static void Unpark(LedgerEdit edit, RowRef reference)
    {
        if (!edit.TryPayment(reference.Payment, out var payment) || payment.Find(reference.Row) is not { } row)
        {
            return;
        }

        var key = row.Declaration!.Value;
        Drop(edit, key, reference);
        edit.Put(edit.Totals with { Parked = edit.Totals.Parked - row.Row.Amount });
        PutOn(edit, key, reference, row.Line, row.Row.Amount, payment.DebitedAt);
        edit.Put(payment.With(row with { Place = RowPlace.Declaration }));
    }

    /// <summary>A parked row's declaration was registered by another taxpayer: the row goes to suspense.</summary>
    public static void Suspend(LedgerEdit edit, RowRef reference)
    {
        if (!edit.TryPayment(reference.Payment, out var payment) || payment.Find(reference.Row) is not { } row)
        {
            return;
        }

        Drop(edit, row.Declaration!.Value, reference);
        edit.Put(edit.Totals with
        {
            Parked = edit.Totals.Parked - row.Row.Amount,
            Suspense = edit.Totals.Suspense + row.Row.Amount,
        });
        edit.Put(payment.With(row with { Place = RowPlace.Suspense, Declaration = null }));
    }

    /// <summary>Puts a row's money on a declaration of this ledger.</summary>
    public static void PutOn(
        LedgerEdit edit, DeclarationKey key, RowRef reference, LineKey line, long amount, Instant debitedAt)
    {
        if (edit.TryDeclaration(key, out var declaration))
        {
            edit.Put(declaration.With(new Piece(reference, PieceKind.Row, line, amount, debitedAt)));
        }
    }

    /// <summary>Takes a row's money off a declaration of this ledger.</summary>
    public static void TakeOff(LedgerEdit edit, DeclarationKey key, RowRef reference)
    {
        if (edit.TryDeclaration(key, out var declaration))
        {
            edit.Put(declaration.Without(reference));
        }
    }

    /// <summary>The cancellation overtook its payment, or names a payment of another taxpayer.</summary>
    private static Rejection? CancelAhead(LedgerEdit edit, PaymentCancelled e, Payment? known)
    {
        if (edit.IsAnothers(e.Payment))
        {
            return new Rejection(RejectionCode.InvalidValue, "taxpayer", $"Payment {e.Payment} credits another taxpayer.");
        }

        edit.Put((known ?? new Payment { Id = e.Payment }) with { Cancelled = true });
        return null;
    }

    private static void PlaceAll(LedgerEdit edit, PaymentConfirmed e, PlacedRow[] placed, bool unitemised)
    {
        for (var i = 0; i < placed.Length; i++)
        {
            if (e.Rows[i].Target is null == unitemised)
            {
                placed[i] = unitemised
                    ? UnitemisedRules.Spread(edit, e, e.Rows[i])
                    : Place(edit, e, e.Rows[i]);
            }
        }
    }

    private static PlacedRow Place(LedgerEdit edit, PaymentConfirmed e, PaymentRow row)
    {
        var line = new LineKey(row.Code!.Value, row.Account);
        var placed = new PlacedRow { Row = row, Place = RowPlace.Suspense, Line = line };
        if (row.Declaration is { } key)
        {
            var identity = edit.IdentityOf(key);
            if (identity.Owner == edit.Taxpayer)
            {
                PutOn(edit, key, new RowRef(e.Id, row.Row), line, row.Amount, e.DebitedAt);
                return placed with { Place = RowPlace.Declaration, Declaration = key };
            }

            if (identity.Owner is null)
            {
                Park(edit, key, identity, new RowRef(e.Id, row.Row), row.Amount);
                return placed with { Place = RowPlace.Parked, Declaration = key };
            }
        }

        edit.Put(edit.Totals with { Suspense = edit.Totals.Suspense + row.Amount });
        return placed;
    }

    private static void Park(
        LedgerEdit edit, DeclarationKey key, DeclarationIdentity identity, RowRef reference, long amount)
    {
        edit.Put(edit.Totals with { Parked = edit.Totals.Parked + amount });
        edit.Put(edit.Parked.SetItem(key, edit.Parked.GetValueOrDefault(key, []).Add(reference)));
        // Also when it is listed already: the commit states the identity's version, so that a registration is not overlooked.
        edit.Put(key, identity with { ParkedBy = identity.ParkedBy.Add(edit.Taxpayer) });
    }

    private static void Drop(LedgerEdit edit, DeclarationKey key, RowRef reference)
    {
        var rest = edit.Parked.GetValueOrDefault(key, []).Remove(reference);
        edit.Put(rest.IsEmpty ? edit.Parked.Remove(key) : edit.Parked.SetItem(key, rest));
    }
}

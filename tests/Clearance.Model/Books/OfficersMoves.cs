using Clearance.Domain;

namespace Clearance.Model;

/// <summary>Money moved by officers, judged when the move arrives (contract.md §1).</summary>
internal static class OfficersMoves
{
    public static RejectionCode? Make(
        TaxpayerBooks books, OfficersMove move, Dictionary<DeclarationKey, TaxpayerId> owners, List<ModelMessage> underWay)
    {
        var rejection = move switch
        {
            SuspenseAssigned assigned => Assign(books, assigned, owners, underWay),
            SurplusApplied applied => Apply(books, applied),
            SurplusRefunded refunded => Refund(books, refunded),
            _ => throw new ArgumentOutOfRangeException(nameof(move), move.GetType().Name, "No such move."),
        };
        books.Settle();
        return rejection;
    }

    private static RejectionCode? Assign(
        TaxpayerBooks books, SuspenseAssigned e, Dictionary<DeclarationKey, TaxpayerId> owners, List<ModelMessage> underWay)
    {
        var row = books.Rows.Find(it => it.Row == e.Row && (it.Place == Place.Suspense || books.IsMisdirected(it)));
        if (row is null)
        {
            return RejectionCode.NotAllowedInStatus;
        }

        if (e.Declaration is not { } target)
        {
            row.Place = Place.Surplus;
            return null;
        }

        if (!owners.TryGetValue(target, out var owner))
        {
            return RejectionCode.NotAllowedInStatus;
        }

        if (owner != books.Taxpayer)
        {
            (row.OfferedFrom, row.Place, row.LeftBy, row.LeftTo) = (row.Place, Place.InTransit, e.Id, owner);
            underWay.Add(Transfers.Offer(books, row, e, target));
            return null;
        }

        if (!books.Declarations[target].Takes(e.Line))
        {
            return RejectionCode.NotAllowedInStatus;
        }

        (row.Place, row.Declaration, row.Line) = (Place.Declaration, target, e.Line);
        return null;
    }

    private static RejectionCode? Apply(TaxpayerBooks books, SurplusApplied e)
    {
        if (books.Find(e.To) is not { } target || !target.Takes(e.Line))
        {
            return RejectionCode.NotAllowedInStatus;
        }

        if (e.Amount > SurplusOf(books, e.From))
        {
            return RejectionCode.InsufficientSurplus;
        }

        MoveOut(books, e.From, e.Amount);
        target.Applied.Add(new Piece(e.At, new RowRef(e.Id, 0), e.Line, e.Amount, false));
        return null;
    }

    private static RejectionCode? Refund(TaxpayerBooks books, SurplusRefunded e)
    {
        if (e.Amount > SurplusOf(books, e.From))
        {
            return RejectionCode.InsufficientSurplus;
        }

        MoveOut(books, e.From, e.Amount);
        books.Refunded += e.Amount;
        return null;
    }

    /// <summary>What a declaration has, or the taxpayer itself; nothing on a declaration that is another's.</summary>
    private static long SurplusOf(TaxpayerBooks books, DeclarationKey? from) =>
        from is null ? books.OwnSurplus : books.Find(from)?.Position.Surplus ?? 0;

    private static void MoveOut(TaxpayerBooks books, DeclarationKey? from, long amount)
    {
        if (books.Find(from) is { } declaration)
        {
            declaration.MovedOut += amount;
        }
        else
        {
            books.SurplusMovedOut += amount;
        }
    }
}

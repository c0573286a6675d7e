using Clearance.Domain;

namespace Clearance.Model;

/// <summary>Money of one taxpayer for another's declaration: each side knows only what it was told (docs/decisions/0002).</summary>
internal static class Transfers
{
    public static ModelMessage Offer(TaxpayerBooks books, MoneyRow row, SuspenseAssigned move, DeclarationKey target) =>
        new(ModelMessageKind.Transfer, move.Id, books.Taxpayer, row.LeftTo)
        {
            Row = row.Row,
            Move = move.Id,
            Declaration = target,
            Line = move.Line,
            Amount = row.Amount,
            DebitedAt = row.DebitedAt,
        };

    /// <summary>The receiver takes the money, if officers may move money there; and answers either way.</summary>
    public static ModelMessage Take(TaxpayerBooks books, ModelMessage offer)
    {
        var isTaken = books.Find(offer.Declaration) is { } declaration && declaration.Takes(offer.Line);
        if (isTaken)
        {
            books.Rows.Add(new MoneyRow
            {
                Row = offer.Row!.Value,
                Amount = offer.Amount,
                DebitedAt = offer.DebitedAt,
                CameBy = offer.Key,
                Place = Place.Declaration,
                Declaration = offer.Declaration,
                Line = offer.Line,
            });
        }

        return new ModelMessage(ModelMessageKind.TransferAnswered, offer.Key, books.Taxpayer, offer.Sender)
        {
            Row = offer.Row,
            Move = offer.Key,
            Refused = !isTaken,
        };
    }

    /// <summary>What was taken is gone; what was not is where it was before, since a rejection applies nothing. A cancelled row stays cancelled.</summary>
    public static void Answered(TaxpayerBooks books, ModelMessage answer)
    {
        if (books.Rows.Find(it => it.LeftBy == answer.Key && it.Place == Place.InTransit) is { } row)
        {
            row.Place = answer.Refused ? row.OfferedFrom : Place.PassedOn;
        }
    }

    /// <summary>The money is gone from where it is; who has it now is told.</summary>
    public static void Cancel(TaxpayerBooks books, MoneyRow row, string cancellation, List<ModelMessage> underWay)
    {
        if (row.Place is Place.InTransit or Place.PassedOn)
        {
            underWay.Add(new ModelMessage(ModelMessageKind.SourceCancelled, cancellation, books.Taxpayer, row.LeftTo)
            {
                Row = row.Row,
                Move = row.LeftBy,
            });
        }

        row.Place = Place.Cancelled;
    }

    public static void SourceCancelled(TaxpayerBooks books, ModelMessage message, List<ModelMessage> underWay)
    {
        if (books.Rows.Find(it => it.CameBy == message.Move) is { } row)
        {
            Cancel(books, row, message.Key, underWay);
        }
    }

    public static void OwnedByAnother(TaxpayerBooks books, DeclarationKey declaration)
    {
        foreach (var row in books.Rows.Where(it => it.Place == Place.Parked && it.Declaration == declaration))
        {
            row.Place = Place.Suspense;
        }
    }
}

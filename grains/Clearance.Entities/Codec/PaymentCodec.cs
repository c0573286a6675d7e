using System.Collections.Immutable;
using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>A payment with the places of its rows.</summary>
internal static class PaymentCodec
{
    private const byte Confirmed = 1;
    private const byte Cancelled = 2;
    private const byte HasSlip = 4;

    private const byte HasDeclaration = 1;
    private const byte HasSpread = 2;
    private const byte HasSurplus = 4;
    private const byte HasTransfer = 8;
    private const byte HasTo = 16;
    private const byte CameIn = 32;

    public static void Write(RecordWriter writer, Payment payment)
    {
        writer.Text(payment.Id);
        writer.Byte((byte)(
            (payment.Confirmed ? Confirmed : 0)
            | (payment.Cancelled ? Cancelled : 0)
            | (payment.Slip is null ? 0 : HasSlip)));
        writer.Instant(payment.DebitedAt);
        if (payment.Slip is { } slip)
        {
            writer.Text(slip);
        }

        writer.Natural(payment.Rows.Length);
        foreach (var row in payment.Rows)
        {
            Write(writer, row);
        }
    }

    public static Payment Read(ref RecordReader reader)
    {
        var id = reader.Text();
        var flags = reader.Flags(Confirmed | Cancelled | HasSlip);
        return new Payment
        {
            Id = id,
            Confirmed = (flags & Confirmed) != 0,
            Cancelled = (flags & Cancelled) != 0,
            DebitedAt = reader.Instant(),
            Slip = (flags & HasSlip) != 0 ? reader.Text() : null,
            Rows = ReadRows(ref reader),
        };
    }

    private static void Write(RecordWriter writer, PlacedRow row)
    {
        writer.Row(row.Row);
        writer.Byte((byte)row.Place);
        writer.Line(row.Line);
        writer.Byte((byte)(
            (row.Declaration is null ? 0 : HasDeclaration)
            | (row.Spread.IsEmpty ? 0 : HasSpread)
            | (row.Surplus == 0 ? 0 : HasSurplus)
            | (row.Transfer is null ? 0 : HasTransfer)
            | (row.To is null ? 0 : HasTo)
            | (row.CameIn ? CameIn : 0)));
        if (row.Declaration is { } declaration)
        {
            writer.Key(declaration);
        }

        if (!row.Spread.IsEmpty)
        {
            writer.Keys(row.Spread);
        }

        if (row.Surplus != 0)
        {
            writer.Natural(row.Surplus);
        }

        if (row.Transfer is { } transfer)
        {
            writer.Text(transfer);
        }

        if (row.To is { } to)
        {
            writer.Taxpayer(to);
        }
    }

    private static ImmutableArray<PlacedRow> ReadRows(ref RecordReader reader)
    {
        var rows = ImmutableArray.CreateBuilder<PlacedRow>(reader.Count());
        for (var i = 0; i < rows.Capacity; i++)
        {
            rows.Add(ReadRow(ref reader));
        }

        return rows.MoveToImmutable();
    }

    private static PlacedRow ReadRow(ref RecordReader reader)
    {
        var row = reader.PaymentRow();
        var place = reader.OneOf<RowPlace>();
        var line = reader.LineKey();
        var flags = reader.Flags(HasDeclaration | HasSpread | HasSurplus | HasTransfer | HasTo | CameIn);
        return new PlacedRow
        {
            Row = row,
            Place = place,
            Line = line,
            Declaration = (flags & HasDeclaration) != 0 ? reader.Key() : null,
            Spread = (flags & HasSpread) != 0 ? reader.Keys() : [],
            Surplus = (flags & HasSurplus) != 0 ? reader.Natural() : 0,
            Transfer = (flags & HasTransfer) != 0 ? reader.Text() : null,
            To = (flags & HasTo) != 0 ? reader.Taxpayer() : null,
            CameIn = (flags & CameIn) != 0,
        };
    }
}

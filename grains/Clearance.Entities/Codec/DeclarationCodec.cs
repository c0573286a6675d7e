using System.Collections.Immutable;
using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>A declaration: its registration, its facts, its money. Lines and sums are computed anew.</summary>
internal static class DeclarationCodec
{
    private const byte Specialised = 1;
    private const byte HasGuarantee = 2;
    private const byte HasInvoice = 4;
    private const byte HasBill = 8;

    public static void Write(RecordWriter writer, Declaration declaration)
    {
        writer.Key(declaration.Key);
        Write(writer, declaration.Registration);
        FactsCodec.Write(writer, declaration.Facts);
        writer.Natural(declaration.Pieces.Length);
        foreach (var piece in declaration.Pieces)
        {
            writer.Row(piece.Source);
            writer.Byte((byte)piece.Kind);
            writer.Line(piece.Line);
            writer.Natural(piece.Amount);
            writer.Instant(piece.DebitedAt);
        }

        writer.Natural(declaration.MovedOut);
        writer.Natural(declaration.Reserved);
        if (declaration.Reserved > 0)
        {
            writer.Guarantee(declaration.ReservedFrom!.Value);
        }

        writer.Natural(declaration.Version);
        writer.Journal(declaration.Journal);
    }

    public static Declaration Read(ref RecordReader reader, TaxpayerId owner)
    {
        var key = reader.Key();
        var registration = ReadRegistration(ref reader);
        var facts = FactsCodec.Read(ref reader);
        var pieces = ReadPieces(ref reader);
        var (movedOut, reserved) = (reader.Natural(), reader.Natural());
        var declaration = new Declaration
        {
            Key = key,
            Owner = owner,
            Registration = registration,
            Facts = facts,
            Pieces = pieces,
            MovedOut = movedOut,
            Reserved = reserved,
            ReservedFrom = reserved > 0 ? reader.Guarantee() : null,
            Version = reader.Natural(),
            Journal = reader.Journal(),
        };
        try
        {
            return declaration.Recomputed();
        }
        catch (OverflowException e)
        {
            reader.Refuse($"the money of declaration {key} is beyond counting", e);
            throw;
        }
    }

    private static void Write(RecordWriter writer, Registration registration)
    {
        writer.Natural(registration.Amendment);
        writer.Stamp(registration.Stamp);
        writer.Text(registration.Office.Value);
        writer.Byte((byte)registration.Direction);
        writer.Text(registration.Procedure);
        writer.Instant(registration.RegisteredAt);
        writer.Natural(registration.Channel);
        writer.Byte((byte)(
            (registration.SpecialisedInspection ? Specialised : 0)
            | (registration.Guarantee is null ? 0 : HasGuarantee)
            | (registration.Invoice is null ? 0 : HasInvoice)
            | (registration.BillOfLading is null ? 0 : HasBill)));
        writer.Byte((byte)registration.Term);
        if (registration.Guarantee is { } guarantee)
        {
            writer.Guarantee(guarantee);
        }

        if (registration.Invoice is { } invoice)
        {
            writer.Text(invoice);
        }

        if (registration.BillOfLading is { } bill)
        {
            writer.Text(bill);
        }

        writer.Byte((byte)registration.ReleaseRequested);
        writer.Byte((byte)registration.Exemption);
        writer.Natural(registration.Lines.Length);
        foreach (var line in registration.Lines)
        {
            writer.Line(line);
        }
    }

    private static Registration ReadRegistration(ref RecordReader reader)
    {
        var amendment = reader.Small(9);
        var stamp = reader.Stamp();
        var office = reader.Office();
        var direction = reader.OneOf<Direction>();
        var procedure = reader.ShortText();
        var registeredAt = reader.Instant();
        var channel = reader.Small(3);
        var flags = reader.Flags(Specialised | HasGuarantee | HasInvoice | HasBill);
        return new Registration
        {
            Amendment = amendment,
            Stamp = stamp,
            Office = office,
            Direction = direction,
            Procedure = procedure,
            RegisteredAt = registeredAt,
            Channel = channel,
            SpecialisedInspection = (flags & Specialised) != 0,
            Term = reader.OneOf<PaymentTerm>(),
            Guarantee = (flags & HasGuarantee) != 0 ? reader.Guarantee() : null,
            Invoice = (flags & HasInvoice) != 0 ? reader.Text() : null,
            BillOfLading = (flags & HasBill) != 0 ? reader.Text() : null,
            ReleaseRequested = reader.OneOf<ReleaseReason>(),
            Exemption = reader.OneOf<GoodsExemption>(),
            Lines = ReadLines(ref reader),
        };
    }

    private static ImmutableArray<Line> ReadLines(ref RecordReader reader)
    {
        var lines = ImmutableArray.CreateBuilder<Line>(reader.Count(Limits.LinesMax));
        for (var i = 0; i < lines.Capacity; i++)
        {
            lines.Add(reader.Line());
        }

        return lines.MoveToImmutable();
    }

    private static ImmutableArray<Piece> ReadPieces(ref RecordReader reader)
    {
        var pieces = ImmutableArray.CreateBuilder<Piece>(reader.Count());
        for (var i = 0; i < pieces.Capacity; i++)
        {
            pieces.Add(new Piece(
                reader.Row(), reader.OneOf<PieceKind>(), reader.LineKey(), reader.Money(), reader.Instant()));
        }

        return pieces.MoveToImmutable();
    }
}

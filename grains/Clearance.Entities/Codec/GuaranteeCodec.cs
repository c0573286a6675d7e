using System.Collections.Immutable;
using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>A letter, without the declarations that want more of it: those are derived from the declarations.</summary>
internal static class GuaranteeCodec
{
    private const byte HasLetter = 1;
    private const byte HasAmendment = 2;
    private const byte Revoked = 4;

    private const byte HasDeclaration = 1;
    private const byte HasInvoice = 2;
    private const byte HasBill = 4;

    public static void Write(RecordWriter writer, Guarantee guarantee)
    {
        writer.Guarantee(guarantee.Reference);
        writer.Byte((byte)(
            (guarantee.Letter is null ? 0 : HasLetter)
            | (guarantee.Amendment is null ? 0 : HasAmendment)
            | (guarantee.Revoked ? Revoked : 0)));
        writer.Natural(guarantee.Reserved);
        if (guarantee.Letter is { } letter)
        {
            Write(writer, letter);
        }

        if (guarantee.Amendment is { } amendment)
        {
            writer.Natural(amendment.Revision);
            writer.Natural(amendment.Amount);
            writer.Date(amendment.ExpiresOn);
            writer.Stamp(amendment.Stamp);
        }
    }

    public static Guarantee Read(ref RecordReader reader)
    {
        var reference = reader.Guarantee();
        var flags = reader.Flags(HasLetter | HasAmendment | Revoked);
        return new Guarantee
        {
            Reference = reference,
            Revoked = (flags & Revoked) != 0,
            Reserved = reader.Natural(),
            Letter = (flags & HasLetter) != 0 ? ReadLetter(ref reader) : null,
            Amendment = (flags & HasAmendment) != 0
                ? new LetterAmendment(reader.Small(), reader.Natural(Limits.AmountMax), reader.Date(), reader.Stamp())
                : null,
        };
    }

    private static void Write(RecordWriter writer, Letter letter)
    {
        writer.Byte((byte)letter.Kind);
        writer.Natural(letter.Amount);
        writer.Date(letter.EffectiveFrom);
        writer.Date(letter.ExpiresOn);
        writer.Natural(letter.Offices.Length);
        foreach (var office in letter.Offices)
        {
            writer.Text(office.Value);
        }

        writer.Byte((byte)(
            (letter.Declaration is null ? 0 : HasDeclaration)
            | (letter.Invoice is null ? 0 : HasInvoice)
            | (letter.BillOfLading is null ? 0 : HasBill)));
        if (letter.Declaration is { } declaration)
        {
            writer.Key(declaration);
        }

        if (letter.Invoice is { } invoice)
        {
            writer.Text(invoice);
        }

        if (letter.BillOfLading is { } bill)
        {
            writer.Text(bill);
        }
    }

    private static Letter ReadLetter(ref RecordReader reader)
    {
        var kind = reader.OneOf<GuaranteeKind>();
        var amount = reader.Natural(Limits.AmountMax);
        var (effectiveFrom, expiresOn) = (reader.Date(), reader.Date());
        var offices = ImmutableArray.CreateBuilder<OfficeCode>(reader.Count());
        for (var i = 0; i < offices.Capacity; i++)
        {
            offices.Add(reader.Office());
        }

        var flags = reader.Flags(HasDeclaration | HasInvoice | HasBill);
        return new Letter(
            kind, amount, effectiveFrom, expiresOn, offices.MoveToImmutable(),
            (flags & HasDeclaration) != 0 ? reader.Key() : null,
            (flags & HasInvoice) != 0 ? reader.Text() : null,
            (flags & HasBill) != 0 ? reader.Text() : null);
    }
}

using System.Collections.Immutable;
using Clearance.Domain;

namespace Clearance.Entities;

/// <content>The vocabulary.</content>
internal sealed partial class RecordWriter
{
    public void Instant(Instant value) => Fixed(unchecked((ulong)value.UtcTicks));

    public void Date(DateOnly value) => Unsigned((ulong)value.DayNumber);

    public void Key(DeclarationKey value) => Natural(value.Value);

    public void Taxpayer(TaxpayerId value) => Text(value.Value);

    public void Guarantee(GuaranteeReference value)
    {
        Text(value.Bank.Value);
        Natural(value.Year);
        Text(value.Sign);
        Text(value.Number);
    }

    public void Line(LineKey value)
    {
        Unsigned(value.Code);
        Byte((byte)value.Account);
    }

    public void Line(Line value)
    {
        Line(value.Key);
        Byte((byte)value.Kind);
        Natural(value.Amount);
    }

    public void Stamp(Stamp value)
    {
        Instant(value.At);
        Text(value.Id);
    }

    public void Row(RowRef value)
    {
        Text(value.Payment);
        Natural(value.Row);
    }

    public void Row(PaymentRow value)
    {
        Natural(value.Row);
        Byte((byte)((value.Target is null ? 0 : 1) | (value.Code is null ? 0 : 2)));
        if (value.Target is { } target)
        {
            Text(target);
        }

        if (value.Code is { } code)
        {
            Unsigned(code);
        }

        Byte((byte)value.Account);
        Natural(value.Amount);
    }

    public void Keys(ImmutableArray<DeclarationKey> keys)
    {
        Natural(keys.Length);
        foreach (var key in keys)
        {
            Key(key);
        }
    }

    public void Journal(JournalHead head)
    {
        if (head == JournalHead.Empty)
        {
            Byte(0);
            return;
        }

        Byte(1);
        Natural(head.Sequence);
        Bytes(head.Hash);
        Fixed(head.Digest);
        Instant(head.DecidedAt);
    }

    public void Rejection(Rejection rejection)
    {
        Byte((byte)rejection.Code);
        Byte((byte)(rejection.Field is null ? 0 : 1));
        if (rejection.Field is { } field)
        {
            Text(field);
        }

        Text(rejection.Detail);
    }
}

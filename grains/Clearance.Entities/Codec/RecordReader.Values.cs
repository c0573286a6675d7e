using System.Collections.Immutable;
using Clearance.Domain;

namespace Clearance.Entities;

/// <content>The vocabulary; identifiers are made by their own checks.</content>
internal ref partial struct RecordReader
{
    // What the contract admits: the calendar's last year is left to the deadlines that are counted from instants.
    private static readonly long LastTicks = new DateTime(9999, 1, 1).Ticks - 1;

    private static readonly long LastDay = DateOnly.MaxValue.DayNumber;

    public Instant Instant()
    {
        var ticks = Fixed();
        if (ticks > (ulong)LastTicks)
        {
            Refuse("an instant is outside the calendar");
        }

        return new Instant((long)ticks);
    }

    public DateOnly Date() => DateOnly.FromDayNumber((int)Natural(LastDay));

    public DeclarationKey Key()
    {
        var value = Natural();
        if (!DeclarationKey.TryFromValue(value, out var key))
        {
            Refuse($"{value} is no declaration");
        }

        return key;
    }

    public TaxpayerId Taxpayer()
    {
        var text = Text();
        if (!TaxpayerId.TryParse(text, out var id) || id.Value != text)
        {
            Refuse($"'{text}' is no taxpayer");
        }

        return id;
    }

    public OfficeCode Office()
    {
        var text = ShortText();
        if (!OfficeCode.TryParse(text, out var office))
        {
            Refuse($"'{text}' is no customs office");
        }

        return office;
    }

    public GuaranteeReference Guarantee()
    {
        var text = ShortText();
        if (!BankCode.TryParse(text, out var bank))
        {
            Refuse($"'{text}' is no bank");
        }

        return new GuaranteeReference(bank, Small(), ShortText(), ShortText());
    }

    public ushort Code() => (ushort)Small(9999);

    public LineKey LineKey() => new(Code(), OneOf<Account>());

    /// <summary>What a line owes: from 0.</summary>
    public Line Line() => new(LineKey(), OneOf<LineKind>(), Natural(Limits.AmountMax));

    /// <summary>Money that moved: above 0.</summary>
    public long Money()
    {
        var amount = Natural(Limits.AmountMax);
        if (amount == 0)
        {
            Refuse("an amount of money is 0");
        }

        return amount;
    }

    public Stamp Stamp() => new(Instant(), Text());

    public RowRef Row() => new(Text(), Small());

    public PaymentRow PaymentRow()
    {
        var row = Small();
        var flags = Flags(3);
        var target = (flags & 1) != 0 ? Text() : null;
        ushort? code = (flags & 2) != 0 ? Code() : null;
        return new PaymentRow(row, target, code, OneOf<Account>(), Money());
    }

    public ImmutableArray<DeclarationKey> Keys()
    {
        var keys = ImmutableArray.CreateBuilder<DeclarationKey>(Count());
        for (var i = 0; i < keys.Capacity; i++)
        {
            keys.Add(Key());
        }

        return keys.MoveToImmutable();
    }

    public JournalHead Journal() =>
        Flag() ? new JournalHead(Natural(), Bytes().ToArray(), Fixed(), Instant()) : JournalHead.Empty;

    public Rejection Rejection()
    {
        var code = OneOf<RejectionCode>();
        return new Rejection(code, Flag() ? Text() : null, Text());
    }
}

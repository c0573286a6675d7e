using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;

namespace Clearance.Domain;

/// <content>What names things: events, declarations, taxpayers, offices, banks, sub-items.</content>
internal readonly partial struct EventFields
{
    private static readonly SearchValues<byte> IdBytes =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789:._/-"u8);

    /// <summary>The event's type; null after a fault.</summary>
    public EventType? Type(string name, EventStream stream)
    {
        if (!Required(name, out var member))
        {
            return null;
        }

        var type = IsString(member) ? EventTypes.Find(stream, Text(member)) : null;
        if (type is null)
        {
            Refuse(RejectionCode.UnknownType, name,
                $"must be a type of {EventStreams.NameOf(stream)}; {Shown(member)} is not.");
        }

        return type;
    }

    /// <summary>An event's id, or a payment's.</summary>
    public string Id(string name)
    {
        if (!Required(name, out var member))
        {
            return string.Empty;
        }

        var text = IsString(member) ? Text(member) : default;
        if (text.Length is 0 or > Limits.IdLengthMax || text.ContainsAnyExcept(IdBytes))
        {
            Refuse(RejectionCode.InvalidValue, name,
                $"must be 1 to {Limits.IdLengthMax} characters of A–Z a–z 0–9 : . _ / -; {Shown(member)} is not.");
            return string.Empty;
        }

        return Encoding.ASCII.GetString(text);
    }

    /// <summary>A declaration's 12 digits.</summary>
    public DeclarationNumber Number(string name)
    {
        DeclarationNumber number = default;
        Span<char> buffer = stackalloc char[DeclarationNumber.Length];
        if (Required(name, out var member) && !DeclarationNumber.TryParse(Ascii(member, buffer), out number))
        {
            Refuse(RejectionCode.InvalidDeclarationNumber, name,
                $"must be a string of 12 digits with a right check digit; {Shown(member)} is not.");
        }

        return number;
    }

    /// <summary>A declaration's 11 or 12 digits.</summary>
    public DeclarationKey Key(string name) => Required(name, out var member) ? KeyOf(name, member) : default;

    /// <summary>A declaration's 11 or 12 digits, or null.</summary>
    public DeclarationKey? OptionalKey(string name) => Given(name, out var member) ? KeyOf(name, member) : null;

    /// <summary>A declaration's 11 or 12 digits, or null; but the member must be there.</summary>
    public DeclarationKey? PresentKey(string name)
    {
        if (!Failed && !_table.TryFind(_object, name, out _))
        {
            Refuse(RejectionCode.MissingField, name, "is required, null or not, and is absent.");
        }

        return OptionalKey(name);
    }

    /// <summary>The declaration that a bank's row names, as written: a wrong number is still real money.</summary>
    public string? Target(string name)
    {
        if (!Given(name, out var member))
        {
            return null;
        }

        if (_table.Nodes[member].Kind is not (JsonKind.String or JsonKind.Number))
        {
            Refuse(RejectionCode.InvalidValue, name, $"must be a string or null, and is {Shown(member)}.");
            return null;
        }

        return Encoding.UTF8.GetString(Text(member));
    }

    /// <summary>A taxpayer's id.</summary>
    public TaxpayerId Taxpayer(string name)
    {
        TaxpayerId id = default;
        Span<char> buffer = stackalloc char[14];
        if (Required(name, out var member) && !TaxpayerId.TryParse(Ascii(member, buffer), out id))
        {
            Refuse(RejectionCode.InvalidTaxpayerId, name,
                $"must be a string of 10, 12 or 13 digits with a right check digit; {Shown(member)} is not.");
        }

        return id;
    }

    /// <summary>A customs office.</summary>
    public OfficeCode Office(string name) => Required(name, out var member) ? OfficeOf(name, member) : default;

    /// <summary>The offices a letter serves; empty when it serves every office, written <c>*</c>.</summary>
    public ImmutableArray<OfficeCode> Offices(string name)
    {
        if (!Required(name, out var array) || !Is(JsonKind.Array, array, name, "must be an array"))
        {
            return [];
        }

        var offices = new OfficeCode[_table.Nodes[array].Count];
        if (offices.Length == 0)
        {
            Refuse(RejectionCode.InvalidValue, name, "must name at least one office, or * for every office.");
        }

        var every = false;
        var element = array + 1;
        for (var i = 0; i < offices.Length; i++, element = _table.Nodes[element].End)
        {
            if (IsString(element) && Text(element).SequenceEqual("*"u8))
            {
                every = true;
            }
            else
            {
                offices[i] = OfficeOf($"{name}[{i}]", element);
            }
        }

        return every ? [] : ImmutableCollectionsMarshal.AsImmutableArray(offices);
    }

    /// <summary>A bank.</summary>
    public BankCode Bank(string name)
    {
        BankCode bank = default;
        if (Required(name, out var member) && !TryBank(member, out bank))
        {
            Refuse(RejectionCode.InvalidValue, name, $"must be a bank, 2 to 11 of A–Z 0–9; {Shown(member)} is not.");
        }

        return bank;
    }

    /// <summary>Looks at a bank ahead of its turn; false when it is not valid, which is said in its turn.</summary>
    public bool TryPeekBank(string name, out BankCode bank)
    {
        bank = default;
        return Given(name, out var member) && TryBank(member, out bank);
    }

    /// <summary>Customs' consent to a bank's cancellation.</summary>
    public string Consent(string name)
    {
        if (!Failed && (!Given(name, out var member) || (IsString(member) && Text(member).Trim((byte)' ').IsEmpty)))
        {
            Refuse(RejectionCode.MissingConsent, name, "is required: only with it may a payment be cancelled.");
        }

        return Word(name, TextMax);
    }

    /// <summary>A sub-item: a string of four digits.</summary>
    public ushort Code(string name) => Required(name, out var member) ? CodeOf(name, member) : default;

    /// <summary>A sub-item or null.</summary>
    public ushort? OptionalCode(string name) => Given(name, out var member) ? CodeOf(name, member) : null;

    private DeclarationKey KeyOf(string name, int member)
    {
        Span<char> buffer = stackalloc char[DeclarationNumber.Length];
        if (!DeclarationKey.TryParseEither(Ascii(member, buffer), out var key))
        {
            Refuse(RejectionCode.InvalidDeclarationNumber, name,
                $"must be a string of 11 or 12 digits with a right check digit; {Shown(member)} is not.");
        }

        return key;
    }

    private OfficeCode OfficeOf(string name, int member)
    {
        OfficeCode office = default;
        if (!(IsString(member) && OfficeCode.TryParse(Encoding.UTF8.GetString(Text(member)), out office)))
        {
            Refuse(RejectionCode.InvalidOffice, name, $"must be a customs office as in 03CC; {Shown(member)} is not.");
        }

        return office;
    }

    private bool TryBank(int member, out BankCode bank)
    {
        bank = default;
        return IsString(member) && BankCode.TryParse(Encoding.UTF8.GetString(Text(member)), out bank);
    }

    private ushort CodeOf(string name, int member)
    {
        const int Digits = 4;
        var text = IsString(member) ? Text(member) : default;
        if (text.Length != Digits || text.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            Refuse(RejectionCode.InvalidValue, name, $"must be a string of four digits; {Shown(member)} is not.");
            return 0;
        }

        return ushort.Parse(text);
    }

    // A string's characters; nothing when it is no string or does not fit, which no identifier is.
    private ReadOnlySpan<char> Ascii(int member, Span<char> buffer)
    {
        var text = IsString(member) ? Text(member) : default;
        return text.Length <= buffer.Length && text.Length == Encoding.UTF8.GetChars(text, buffer)
            ? buffer[..text.Length]
            : default;
    }
}

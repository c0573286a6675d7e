using System.Buffers.Text;
using System.Text;

namespace Clearance.Domain;

/// <content>Texts, times, amounts and words.</content>
internal readonly partial struct EventFields
{
    /// <summary>A string that is neither empty nor blank and has no control characters.</summary>
    public string Word(string name, int most)
    {
        if (!Required(name, out var member))
        {
            return string.Empty;
        }

        var text = IsString(member) ? Encoding.UTF8.GetString(Text(member)) : string.Empty;
        if (string.IsNullOrWhiteSpace(text) || text.Length > most || HasControl(text))
        {
            Refuse(RejectionCode.InvalidValue, name,
                $"must be a text of 1 to {most} characters, none of them a control character; {Shown(member)} is not.");
        }

        return text;
    }

    /// <summary>A string for information, or null; an empty one says nothing, and is null.</summary>
    public string? OptionalText(string name, int most)
    {
        if (!Given(name, out var member))
        {
            return null;
        }

        var text = IsString(member) ? Encoding.UTF8.GetString(Text(member)) : null;
        if (text is null || text.Length > most)
        {
            Refuse(RejectionCode.InvalidValue, name,
                $"must be a text of at most {most} characters, or null; {Shown(member)} is not.");
        }

        return string.IsNullOrEmpty(text) ? null : text;
    }

    /// <summary>An instant with offset.</summary>
    public Instant Instant(string name)
    {
        Instant instant = default;
        if (Required(name, out var member)
            && !(IsString(member) && CalendarText.TryInstant(Text(member), out instant)))
        {
            Refuse(RejectionCode.InvalidDate, name,
                $"must be a time as in 2026-11-02T08:00:00+07:00; {Shown(member)} is not.");
        }

        return instant;
    }

    /// <summary>A legal date.</summary>
    public DateOnly Date(string name) => Required(name, out var member) ? DateOf(name, member) : default;

    /// <summary>A legal date or null.</summary>
    public DateOnly? OptionalDate(string name) => Given(name, out var member) ? DateOf(name, member) : null;

    /// <summary>Whole đồng, written as a plain integer.</summary>
    /// <param name="name">The member.</param>
    /// <param name="least">0 for what is owed or promised, 1 for money that moves.</param>
    public long Amount(string name, long least)
    {
        long amount = 0;
        if (Required(name, out var member)
            && !(TryPlainInteger(member, out amount) && amount >= least && amount <= Limits.AmountMax))
        {
            Refuse(RejectionCode.InvalidAmount, name,
                $"must be whole đồng, {least} to {Limits.AmountMax}, a number in digits only; {Shown(member)} is not.");
        }

        return amount;
    }

    /// <summary>A plain integer in a range.</summary>
    public int Integer(string name, int least, int most)
    {
        long value = 0;
        if (Required(name, out var member) && !(TryPlainInteger(member, out value) && value >= least && value <= most))
        {
            Refuse(RejectionCode.InvalidValue, name,
                $"must be a whole number from {least} to {most}; {Shown(member)} is not.");
            return 0;
        }

        return (int)value;
    }

    /// <summary>True or false; absent and null are false.</summary>
    public bool Flag(string name)
    {
        if (!Given(name, out var member))
        {
            return false;
        }

        var kind = _table.Nodes[member].Kind;
        if (kind is not (JsonKind.True or JsonKind.False))
        {
            Refuse(RejectionCode.InvalidValue, name, $"must be true, false or null; {Shown(member)} is not.");
        }

        return kind == JsonKind.True;
    }

    /// <summary>One of the contract's words.</summary>
    public T OneOf<T>(string name, Words<T> words)
        where T : struct => Required(name, out var member) ? WordOf(name, member, words) : default;

    /// <summary>One of the contract's words, or null.</summary>
    public T? OptionalOneOf<T>(string name, Words<T> words)
        where T : struct => Given(name, out var member) ? WordOf(name, member, words) : null;

    private static bool HasControl(ReadOnlySpan<char> text) =>
        text.ContainsAnyInRange('\0', '\u001F') || text.ContainsAnyInRange('\u007F', '\u009F');

    private DateOnly DateOf(string name, int member)
    {
        DateOnly date = default;
        if (!(IsString(member) && CalendarText.TryDate(Text(member), out date)))
        {
            Refuse(RejectionCode.InvalidDate, name, $"must be a date as in 2026-11-02; {Shown(member)} is not.");
        }

        return date;
    }

    private T WordOf<T>(string name, int member, Words<T> words)
        where T : struct
    {
        T value = default;
        if (!(IsString(member) && words.TryFind(Text(member), out value)))
        {
            Refuse(RejectionCode.InvalidValue, name, $"must be one of {words.List}; {Shown(member)} is not.");
        }

        return value;
    }

    // Digits and nothing else: the contract has no sign, fraction or exponent, whatever value they would make.
    private bool TryPlainInteger(int member, out long value)
    {
        var text = _table.Nodes[member].Kind == JsonKind.Number ? Text(member) : default;
        return Utf8Parser.TryParse(text, out value, out var taken) && taken == text.Length && text[0] != '-';
    }
}

namespace Clearance.Domain;

/// <summary>A bank: 2–11 of <c>A–Z 0–9</c>. Every event of a bank has an id that starts with its code and a colon.</summary>
public readonly record struct BankCode : IComparable<BankCode>
{
    private BankCode(string value) => Value = value;

    /// <summary>The code; null only in <c>default</c>.</summary>
    public string Value { get; }

    /// <summary>Reads a code.</summary>
    public static bool TryParse(string text, out BankCode code)
    {
        var valid = text.Length is >= 2 and <= 11 && text.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c));
        code = valid ? new BankCode(text) : default;
        return valid;
    }

    /// <summary>Whether an event id belongs to this bank.</summary>
    public bool Owns(string id) =>
        id.Length > Value.Length && id[Value.Length] == ':' && id.StartsWith(Value, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Value;

    /// <inheritdoc/>
    public int CompareTo(BankCode other) => string.CompareOrdinal(Value, other.Value);
}

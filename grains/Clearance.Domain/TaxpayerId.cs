namespace Clearance.Domain;

/// <summary>A taxpayer's id (MST): 10 digits, 13 for a branch, 12 for a person; canonical without dash (domain.md §1).</summary>
/// <remarks>A branch is a taxpayer of its own (policy; inferred). Only <see cref="TryParse"/> makes one; <c>default</c> is no id.</remarks>
public readonly record struct TaxpayerId : IComparable<TaxpayerId>
{
    private static readonly int[] Weights = [31, 29, 23, 19, 17, 13, 7, 5, 3];

    private TaxpayerId(string value) => Value = value;

    /// <summary>The canonical digits; null only in <c>default</c>.</summary>
    public string Value { get; }

    /// <summary>Reads an id with its check digit; a branch may be written <c>0100109106-001</c>.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TaxpayerId id)
    {
        id = default;
        Span<char> digits = stackalloc char[13];
        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '-' && i == 10 && text.Length == 14)
            {
                continue;
            }

            if (!char.IsAsciiDigit(text[i]) || count == digits.Length)
            {
                return false;
            }

            digits[count++] = text[i];
        }

        var valid = count switch
        {
            10 => HasCheckDigit(digits),
            12 => true,
            13 => HasCheckDigit(digits) && !digits[10..].SequenceEqual("000"),
            _ => false,
        };
        id = valid ? new TaxpayerId(new string(digits[..count])) : default;
        return valid;
    }

    /// <summary>The canonical digits.</summary>
    public override string ToString() => Value;

    /// <inheritdoc/>
    public int CompareTo(TaxpayerId other) => string.CompareOrdinal(Value, other.Value);

    private static bool HasCheckDigit(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < Weights.Length; i++)
        {
            sum += Weights[i] * (digits[i] - '0');
        }

        var rest = sum % 11;
        return rest != 0 && digits[9] - '0' == 10 - rest;
    }
}

using System.Globalization;

namespace Clearance.Domain;

/// <summary>
/// The first 11 digits of a declaration number: what banks, the treasury and this engine identify a declaration by,
/// since the 12th digit changes with each amendment (domain.md §1; CV 5992/2014).
/// </summary>
/// <remarks>Only <see cref="TryParse"/> makes one, so a key always carries a right check digit; <c>default</c> is no key.</remarks>
public readonly record struct DeclarationKey : IComparable<DeclarationKey>
{
    /// <summary>How many digits a key has.</summary>
    public const int Length = 11;

    private DeclarationKey(long value) => Value = value;

    /// <summary>The key's digits as a number; 0 only in <c>default</c>.</summary>
    public long Value { get; }

    /// <summary>Reads 11 digits: kind 10, 11, 30 or 31, a sequence of 8, and its check digit (sequence mod 7).</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DeclarationKey key)
    {
        key = default;
        if (text.Length != Length)
        {
            return false;
        }

        long value = 0;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c))
            {
                return false;
            }

            value = (value * 10) + (c - '0');
        }

        return TryFromValue(value, out key);
    }

    /// <summary>Takes the key of 11 or 12 digits, as banks and queries may write either.</summary>
    public static bool TryParseEither(ReadOnlySpan<char> text, out DeclarationKey key)
    {
        if (text.Length == DeclarationNumber.Length && DeclarationNumber.TryParse(text, out var number))
        {
            key = number.Key;
            return true;
        }

        return TryParse(text, out key);
    }

    /// <summary>Takes the key back from <see cref="Value"/>, checking it as <see cref="TryParse"/> does.</summary>
    public static bool TryFromValue(long value, out DeclarationKey key)
    {
        key = default;
        var kind = value / 1_000_000_000;
        var sequence = value / 10 % 100_000_000;
        if (kind is not (10 or 11 or 30 or 31) || sequence % 7 != value % 10)
        {
            return false;
        }

        key = new DeclarationKey(value);
        return true;
    }

    /// <summary>The 11 digits.</summary>
    public override string ToString() => Value.ToString("D11", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public int CompareTo(DeclarationKey other) => Value.CompareTo(other.Value);
}

namespace Clearance.Domain;

/// <summary>A declaration's 12 digits: its key and the number of the amendment (domain.md §1).</summary>
/// <param name="Key">The first 11 digits.</param>
/// <param name="Amendment">The 12th digit, 0–9; the highest received is the truth (domain.md §2).</param>
public readonly record struct DeclarationNumber(DeclarationKey Key, int Amendment)
{
    /// <summary>How many digits a number has.</summary>
    public const int Length = 12;

    /// <summary>Reads 12 digits, checking the 11th.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DeclarationNumber number)
    {
        number = default;
        if (text.Length != Length || !char.IsAsciiDigit(text[^1])
            || !DeclarationKey.TryParse(text[..DeclarationKey.Length], out var key))
        {
            return false;
        }

        number = new DeclarationNumber(key, text[^1] - '0');
        return true;
    }

    /// <summary>The 12 digits.</summary>
    public override string ToString() => $"{Key}{Amendment}";
}

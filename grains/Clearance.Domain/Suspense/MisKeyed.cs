namespace Clearance.Domain;

/// <summary>How far a number somebody keyed is from a declaration's, and which declarations are one slip away.</summary>
public static class MisKeyed
{
    /// <summary>A number longer than this is no mis-keyed declaration number.</summary>
    private const int LengthMax = 16;

    /// <summary>
    /// The fewest slips between what was keyed and a declaration's number, with its 11 digits or its 12: a digit wrong, missing,
    /// too much, or two neighbours swapped. Whatever is no digit is not counted.
    /// </summary>
    /// <param name="keyed">As the bank wrote it.</param>
    /// <param name="declaration">The declaration.</param>
    /// <param name="amendment">Its current amendment, the 12th digit.</param>
    /// <returns>0 and more; null when there is nothing to compare.</returns>
    public static int? Distance(string? keyed, DeclarationKey declaration, int amendment)
    {
        if (Digits(keyed) is not { } digits)
        {
            return null;
        }

        var key = declaration.ToString();
        return Math.Min(Distance(digits, key), Distance(digits, $"{key}{amendment}"));
    }

    /// <summary>Every declaration number that one slip turns into what was keyed, and what was keyed itself.</summary>
    /// <param name="keyed">As the bank wrote it.</param>
    public static IReadOnlyList<DeclarationKey> OneSlipAway(string? keyed)
    {
        var found = new SortedSet<DeclarationKey>();
        if (Digits(keyed) is { } digits)
        {
            foreach (var text in Slips(digits))
            {
                // The 12th digit is the amendment, which no key has.
                if (text.Length is DeclarationKey.Length or DeclarationNumber.Length
                    && DeclarationKey.TryParse(text.AsSpan(0, DeclarationKey.Length), out var key))
                {
                    found.Add(key);
                }
            }
        }

        return [.. found];
    }

    private static IEnumerable<string> Slips(string digits)
    {
        yield return digits;
        for (var i = 0; i < digits.Length; i++)
        {
            yield return digits.Remove(i, 1);
            if (i + 1 < digits.Length)
            {
                yield return $"{digits[..i]}{digits[i + 1]}{digits[i]}{digits[(i + 2)..]}";
            }

            for (var digit = '0'; digit <= '9'; digit++)
            {
                yield return $"{digits[..i]}{digit}{digits[(i + 1)..]}";
            }
        }

        for (var i = 0; i <= digits.Length; i++)
        {
            for (var digit = '0'; digit <= '9'; digit++)
            {
                yield return digits.Insert(i, digit.ToString());
            }
        }
    }

    private static string? Digits(string? keyed)
    {
        var digits = keyed is null ? string.Empty : string.Concat(keyed.Where(char.IsAsciiDigit));
        return digits.Length is > 0 and <= LengthMax ? digits : null;
    }

    /// <summary>Edit distance with swapped neighbours (optimal string alignment).</summary>
    private static int Distance(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        Span<int> twoBack = stackalloc int[right.Length + 1];
        Span<int> back = stackalloc int[right.Length + 1];
        Span<int> row = stackalloc int[right.Length + 1];
        for (var j = 0; j <= right.Length; j++)
        {
            back[j] = j;
        }

        for (var i = 1; i <= left.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var wrong = left[i - 1] == right[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(back[j] + 1, row[j - 1] + 1), back[j - 1] + wrong);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    row[j] = Math.Min(row[j], twoBack[j - 2] + 1);
                }
            }

            back.CopyTo(twoBack);
            row.CopyTo(back);
        }

        return back[right.Length];
    }
}

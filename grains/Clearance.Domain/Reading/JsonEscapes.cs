using System.Text;

namespace Clearance.Domain;

/// <summary>Takes the escapes out of a JSON string.</summary>
/// <remarks>The platform's own does the same, but answers half of a surrogate pair with an exception, which a sender
/// could make us pay for a thousand times a call.</remarks>
internal static class JsonEscapes
{
    /// <summary>Writes the unescaped text, never longer; false when an escape is half of a surrogate pair.</summary>
    /// <param name="escaped">What a JSON reader found between two quotes: its escapes are well formed.</param>
    /// <param name="output">At least as long.</param>
    /// <param name="length">How many bytes were written.</param>
    public static bool TryUnescape(ReadOnlySpan<byte> escaped, Span<byte> output, out int length)
    {
        length = 0;
        while (true)
        {
            var plain = escaped.IndexOf((byte)'\\');
            if (plain < 0)
            {
                escaped.CopyTo(output[length..]);
                length += escaped.Length;
                return true;
            }

            escaped[..plain].CopyTo(output[length..]);
            length += plain;
            escaped = escaped[plain..];
            if (escaped[1] != 'u')
            {
                output[length++] = Short(escaped[1]);
                escaped = escaped[2..];
            }
            else if (TryRune(escaped, out var rune, out var taken))
            {
                length += rune.EncodeToUtf8(output[length..]);
                escaped = escaped[taken..];
            }
            else
            {
                return false;
            }
        }
    }

    private static byte Short(byte letter) => letter switch
    {
        (byte)'b' => (byte)'\b',
        (byte)'f' => (byte)'\f',
        (byte)'n' => (byte)'\n',
        (byte)'r' => (byte)'\r',
        (byte)'t' => (byte)'\t',
        _ => letter,
    };

    private static bool TryRune(ReadOnlySpan<byte> escaped, out Rune rune, out int taken)
    {
        var first = Unit(escaped);
        taken = 6;
        if (Rune.TryCreate(first, out rune))
        {
            return true;
        }

        if (escaped.Length < 12 || escaped[6] != '\\' || escaped[7] != 'u')
        {
            return false;
        }

        taken = 12;
        return Rune.TryCreate(first, Unit(escaped[6..]), out rune);
    }

    private static char Unit(ReadOnlySpan<byte> escape)
    {
        var unit = 0;
        foreach (var digit in escape.Slice(2, 4))
        {
            unit = (unit << 4) | (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }

        return (char)unit;
    }
}

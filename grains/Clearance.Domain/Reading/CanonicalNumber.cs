using System.Globalization;

namespace Clearance.Domain;

/// <summary>
/// One spelling for every JSON number of the same value, of any size and precision: <c>#</c>, a minus if negative, the
/// digits without zeros at either end, <c>e</c>, the power of ten, <c>;</c>. So 1, 1.0 and 1e0 are <c>#1e0;</c>, and
/// every zero is <c>#e0;</c>.
/// </summary>
internal static class CanonicalNumber
{
    // This many digits, and a shift of some more, fit a long.
    private const int LongDigits = 17;

    /// <summary>Writes a number that a JSON reader has accepted; answers how many bytes.</summary>
    public static int Write(ReadOnlySpan<byte> number, Span<byte> output)
    {
        var length = 0;
        output[length++] = (byte)'#';
        if (number[0] == '-')
        {
            output[length++] = (byte)'-';
            number = number[1..];
        }

        var exponentAt = number.IndexOfAny((byte)'e', (byte)'E');
        var mantissa = exponentAt < 0 ? number : number[..exponentAt];
        var start = length;
        var fraction = CopyDigits(mantissa, output, ref length);
        var digits = output[start..length].TrimEnd((byte)'0').Length;
        var zeros = length - start - digits;
        length = start + digits;
        if (digits == 0)
        {
            "e0;"u8.CopyTo(output[1..]);
            return 4;
        }

        output[length++] = (byte)'e';
        var exponent = exponentAt < 0 ? "0"u8 : number[(exponentAt + 1)..];
        length += WriteExponent(exponent, zeros - fraction, output[length..]);
        output[length++] = (byte)';';
        return length;
    }

    // Copies the digits from the first that is not zero; answers how many stand behind the point.
    private static int CopyDigits(ReadOnlySpan<byte> mantissa, Span<byte> output, ref int length)
    {
        var point = mantissa.IndexOf((byte)'.');
        var whole = (point < 0 ? mantissa : mantissa[..point]).TrimStart((byte)'0');
        var fraction = point < 0 ? default : mantissa[(point + 1)..];
        whole.CopyTo(output[length..]);
        length += whole.Length;
        var shown = whole.IsEmpty ? fraction.TrimStart((byte)'0') : fraction;
        shown.CopyTo(output[length..]);
        length += shown.Length;
        return fraction.Length;
    }

    private static int WriteExponent(ReadOnlySpan<byte> exponent, long shift, Span<byte> output)
    {
        var negative = exponent[0] == '-';
        var digits = (negative || exponent[0] == '+' ? exponent[1..] : exponent).TrimStart((byte)'0');
        if (digits.Length <= LongDigits)
        {
            var power = digits.IsEmpty ? 0 : long.Parse(digits, CultureInfo.InvariantCulture);
            power = (negative ? -power : power) + shift;
            _ = power.TryFormat(output, out var written, default, CultureInfo.InvariantCulture);
            return written;
        }

        var length = 0;
        if (negative)
        {
            output[length++] = (byte)'-';
            shift = -shift;
        }

        return length + WriteSum(digits, shift, output[length..]);
    }

    // Adds to a number too long for any integer type, in decimal: a sender pays for its digits once, not squared. An
    // event's 64 KiB bound the addend, so the sum keeps the sign.
    private static int WriteSum(ReadOnlySpan<byte> digits, long addend, Span<byte> output)
    {
        var sum = output[..(digits.Length + 1)];
        sum[0] = (byte)'0';
        digits.CopyTo(sum[1..]);
        for (var i = sum.Length - 1; addend != 0; i--)
        {
            addend += sum[i] - '0';
            var digit = ((addend % 10) + 10) % 10;
            sum[i] = (byte)('0' + digit);
            addend = (addend - digit) / 10;
        }

        var zeros = sum.Length - sum.TrimStart((byte)'0').Length;
        sum[zeros..].CopyTo(sum);
        return sum.Length - zeros;
    }
}

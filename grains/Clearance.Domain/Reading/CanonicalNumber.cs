using System.Globalization;
using System.Numerics;
using System.Text;

namespace Clearance.Domain;

/// <summary>
/// One spelling for every JSON number of the same value, of any size and precision: <c>#</c>, a minus if negative, the digits
/// without zeros at either end, <c>e</c>, the power of ten, <c>;</c>. So 1, 1.0 and 1e0 are <c>#1e0;</c>, and every zero is
/// <c>#e0;</c>.
/// </summary>
internal static class CanonicalNumber
{
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
        length += WriteExponent(exponentAt < 0 ? "0"u8 : number[(exponentAt + 1)..], zeros - fraction, output[length..]);
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

    private static int WriteExponent(ReadOnlySpan<byte> exponent, int shift, Span<byte> output)
    {
        // An event's 64 KiB bound the shift; an exponent that leaves room for it is added in 64 bits, others exactly all the same.
        if (long.TryParse(exponent, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var power)
            && power is > long.MinValue / 2 and < long.MaxValue / 2)
        {
            _ = (power + shift).TryFormat(output, out var written, default, CultureInfo.InvariantCulture);
            return written;
        }

        var exact = BigInteger.Parse(
            Encoding.ASCII.GetString(exponent), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) + shift;
        return Encoding.ASCII.GetBytes(exact.ToString(CultureInfo.InvariantCulture), output);
    }
}

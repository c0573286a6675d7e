using System.Text;

namespace Clearance.Entities;

/// <summary>Gives equal short texts (offices, procedures, banks) one string instead of one per declaration.</summary>
/// <remarks>
/// A fixed table of the latest texts: where two share a place the later one takes it, so it never grows and never has to
/// be right. Entries are immutable and replaced by one reference write, so that threads may race.
/// </remarks>
internal static class ShortTexts
{
    private const int LengthMax = 8;
    private const int Places = 4096;

    private static readonly Entry?[] Table = new Entry?[Places];

    /// <summary>Finds the string of some ASCII; null when it is too long to be shared, or not ASCII.</summary>
    public static string? Find(ReadOnlySpan<byte> text)
    {
        if (text.Length is 0 or > LengthMax || !Ascii.IsValid(text))
        {
            return null;
        }

        ulong packed = 0;
        foreach (var c in text)
        {
            packed = (packed << 8) | c;
        }

        ref var place = ref Table[(int)(unchecked(packed * 0x9E3779B97F4A7C15) >> 52)];
        if (place is not { } entry || entry.Packed != packed)
        {
            place = entry = new Entry(packed, Encoding.ASCII.GetString(text));
        }

        return entry.Text;
    }

    private sealed record Entry(ulong Packed, string Text);
}

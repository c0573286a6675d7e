using System.Buffers;
using System.Globalization;
using System.Text;

namespace Clearance.Domain;

/// <summary>A point in time at the source, with a resolution of 100 nanoseconds.</summary>
/// <remarks>Instants are compared, never the texts they were written in (domain.md §8.12).</remarks>
/// <param name="UtcTicks">Ticks of 100 ns since 0001-01-01T00:00Z.</param>
public readonly record struct Instant(long UtcTicks) : IComparable<Instant>
{
    private const int TextLengthMax = 35;

    private static readonly TimeSpan LegalOffset = TimeSpan.FromHours(7);

    /// <summary>The UTC+7 calendar date of this instant: all deadlines are in legal dates (domain.md §1).</summary>
    public DateOnly LegalDate => DateOnly.FromDateTime(new DateTime(UtcTicks, DateTimeKind.Utc) + LegalOffset);

    /// <summary>Takes the instant of a date and time with offset.</summary>
    public static Instant From(DateTimeOffset time) => new(time.UtcTicks);

    /// <summary>Reads RFC 3339 with an offset, as events write it; further digits than 100 ns are cut off.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Instant instant)
    {
        instant = default;
        Span<byte> bytes = stackalloc byte[TextLengthMax];
        return Ascii.FromUtf16(text, bytes, out var length) == OperationStatus.Done
            && CalendarText.TryInstant(bytes[..length], out instant);
    }

    /// <summary>The same instant as a UTC date and time.</summary>
    public DateTimeOffset ToDateTimeOffset() => new(UtcTicks, TimeSpan.Zero);

    /// <summary>RFC 3339 in UTC, with milliseconds.</summary>
    public override string ToString() =>
        ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public int CompareTo(Instant other) => UtcTicks.CompareTo(other.UtcTicks);

    /// <summary>Whether <paramref name="left"/> is earlier.</summary>
    public static bool operator <(Instant left, Instant right) => left.UtcTicks < right.UtcTicks;

    /// <summary>Whether <paramref name="left"/> is later.</summary>
    public static bool operator >(Instant left, Instant right) => left.UtcTicks > right.UtcTicks;

    /// <summary>Whether <paramref name="left"/> is not later.</summary>
    public static bool operator <=(Instant left, Instant right) => left.UtcTicks <= right.UtcTicks;

    /// <summary>Whether <paramref name="left"/> is not earlier.</summary>
    public static bool operator >=(Instant left, Instant right) => left.UtcTicks >= right.UtcTicks;
}

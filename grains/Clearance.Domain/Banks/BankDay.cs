namespace Clearance.Domain;

/// <summary>
/// The day a bank and customs reconcile: what was debited after 16:00 of the day before, up to and including 16:00 of the day, at UTC+7
/// (TT 184/2015 art. 25; which side of 16:00 sharp belongs to is not written: inferred).
/// </summary>
/// <remarks>Counted in whole seconds, for that is what day files write.</remarks>
public readonly record struct BankDay
{
    private static readonly TimeSpan Cut = TimeSpan.FromHours(16);
    private static readonly TimeSpan LegalOffset = TimeSpan.FromHours(7);

    /// <summary>Makes the window of a legal date.</summary>
    public BankDay(DateOnly day)
    {
        Day = day;
        var cut = day.ToDateTime(TimeOnly.MinValue) + Cut - LegalOffset;
        Through = new Instant(cut.Ticks);
        After = new Instant(cut.Ticks - TimeSpan.TicksPerDay);
    }

    /// <summary>The first legal date that has a window.</summary>
    public static DateOnly First { get; } = new(2, 1, 1);

    /// <summary>The legal date.</summary>
    public DateOnly Day { get; }

    /// <summary>16:00 of the day before: what was debited in that second belongs to the day before.</summary>
    public Instant After { get; }

    /// <summary>16:00 of the day: what was debited in that second belongs to the day.</summary>
    public Instant Through { get; }

    /// <summary>Whether something debited then belongs to the day.</summary>
    public bool Contains(Instant debitedAt) =>
        Second(debitedAt) > Second(After) && Second(debitedAt) <= Second(Through);

    /// <summary>Whether two times are of one second.</summary>
    public static bool IsSameSecond(Instant left, Instant right) => Second(left) == Second(right);

    private static long Second(Instant instant) => instant.UtcTicks / TimeSpan.TicksPerSecond;
}

namespace Clearance.LocalHost;

/// <summary>Virtual time. Its dates can be moved on by themselves, so that a run of seconds sees many days.</summary>
public sealed class SimulatedClock(DateTimeOffset startsAt) : TimeProvider
{
    private long ticks;
    private TimeSpan ahead;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override long GetTimestamp() => ticks;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => startsAt + ahead + TimeSpan.FromTicks(ticks);

    /// <summary>Moves the date on, and no delay nearer.</summary>
    public void MoveDate(TimeSpan by) => ahead += by;

    internal void Advance(int microseconds) => ticks += microseconds * TimeSpan.TicksPerMicrosecond;

    internal void AdvanceTo(long timestamp) => ticks = Math.Max(ticks, timestamp);
}

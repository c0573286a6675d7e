using System.Diagnostics;

namespace Clearance.LoadTests.Open;

/// <summary>A run's clock, in microseconds from its beginning.</summary>
internal sealed class RunClock
{
    private long _start = Stopwatch.GetTimestamp();

    /// <summary>Microseconds since the beginning.</summary>
    public long Now => Stopwatch.GetElapsedTime(Volatile.Read(ref _start)).Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>The run begins now; before anything is due.</summary>
    public void Restart() => Volatile.Write(ref _start, Stopwatch.GetTimestamp());
}

using System.Diagnostics;

namespace Clearance.Silo;

/// <summary>
/// How the time of a stop is shared out, so that whoever is slow leaves the others theirs: first whoever sends calls hears that they
/// should go elsewhere, then calls under way and Kafka end, and the engine has what is left, a quarter at least.
/// </summary>
internal sealed class StopPlan(SiloSettings settings)
{
    private long began;

    /// <summary>Whether a stop has begun.</summary>
    public bool HasBegun => Volatile.Read(ref began) != 0;

    /// <summary>How long calls are taken though readiness is off.</summary>
    public TimeSpan Notice => settings.StopNotice < settings.StopTimeout / 4 ? settings.StopNotice : settings.StopTimeout / 4;

    /// <summary>How long everything but the engine has, from the beginning.</summary>
    public static TimeSpan BeforeTheEngine(SiloSettings settings) => settings.StopTimeout * 0.75;

    /// <summary>How much is left of the whole.</summary>
    public TimeSpan Left()
    {
        var left = settings.StopTimeout - Stopwatch.GetElapsedTime(Volatile.Read(ref began));
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>The stop begins.</summary>
    public void Begin() => Interlocked.CompareExchange(ref began, Stopwatch.GetTimestamp(), 0);
}

using System.Diagnostics.Metrics;

namespace Clearance.Silo;

/// <summary>Histograms of times, in seconds; their bounds are among those the objectives name.</summary>
internal static class Durations
{
    /// <summary>What the engine and its store take.</summary>
    public static IReadOnlyList<double> Fast { get; } =
        [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30];

    /// <summary>What lies between a source and the engine.</summary>
    public static IReadOnlyList<double> Slow { get; } =
        [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3600, 14_400, 86_400];

    /// <summary>Makes a histogram.</summary>
    public static Histogram<double> Create(Meter meter, string name, string meaning, IReadOnlyList<double> bounds) => meter.CreateHistogram(
        name, "s", meaning, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = bounds });

    /// <summary>A time since another clock's; none, where that clock is ahead.</summary>
    public static double Seconds(TimeSpan since) => Math.Max(0, since.TotalSeconds);
}

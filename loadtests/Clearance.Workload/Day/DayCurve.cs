namespace Clearance.Workload;

/// <summary>When in the day declarations are registered: two working peaks, a lunch break, some all night.</summary>
internal static class DayCurve
{
    private static readonly double[] ByHour =
    [
        0.5, 0.4, 0.3, 0.3, 0.4, 0.8, 2, 5, 13, 18, 14, 6,
        3, 8, 13, 12, 8, 4, 2.5, 2, 1.5, 1.2, 1, 0.8,
    ];

    private static readonly Chances Hours = new(ByHour);

    /// <summary>A time of the day.</summary>
    public static TimeSpan Next(Random random) =>
        TimeSpan.FromHours(Hours.Next(random)) + TimeSpan.FromSeconds(random.Next(3600));
}

/// <summary>Picks an index by weight.</summary>
internal sealed class Chances
{
    private readonly double[] _upTo;

    public Chances(IReadOnlyList<double> weights)
    {
        _upTo = new double[weights.Count];
        var sum = 0.0;
        for (var i = 0; i < weights.Count; i++)
        {
            _upTo[i] = sum += weights[i];
        }
    }

    /// <summary>Zipf's law: the n-th weighs 1 / n^exponent.</summary>
    public static Chances Zipf(int count, double exponent) =>
        new([.. Enumerable.Range(1, count).Select(rank => Math.Pow(rank, -exponent))]);

    public int Next(Random random)
    {
        var found = Array.BinarySearch(_upTo, random.NextDouble() * _upTo[^1]);
        return Math.Min(found < 0 ? ~found : found, _upTo.Length - 1);
    }
}

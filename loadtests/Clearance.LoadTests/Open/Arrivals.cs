using Clearance.LoadTests.Open.Profiles;

namespace Clearance.LoadTests.Open;

/// <summary>When things are due, in microseconds from the beginning of a run: known before it begins, whatever the engine does.</summary>
internal static class Arrivals
{
    private const double Micros = 1e6;

    /// <summary>Events of a profile, or its questions without the herds.</summary>
    public static long[] Of(ArrivalKind kind, double perSecond, double seconds, int seed) => kind switch
    {
        ArrivalKind.Poisson => Poisson(perSecond, seconds, seed),
        ArrivalKind.Even => Even(perSecond, seconds),
    };

    /// <summary>A profile's questions.</summary>
    public static long[] Of(QueryLoad load, double warmUp, double seconds, int seed)
    {
        var steady = Of(load.Arrivals, load.PerSecond, warmUp + seconds, seed);
        var herds = load.Herds.SelectMany(herd => Enumerable.Repeat((long)((warmUp + herd.At) * Micros), herd.Count));
        long[] all = [.. steady, .. herds];
        Array.Sort(all);
        return all;
    }

    private static long[] Even(double perSecond, double seconds) =>
        [.. Enumerable.Range(0, (int)Math.Floor(perSecond * seconds)).Select(n => (long)(n * Micros / perSecond))];

    /// <summary>Gaps are independent and exponential, so that a second brings now more, now less, as many senders do.</summary>
    private static long[] Poisson(double perSecond, double seconds, int seed)
    {
        var random = new Random(seed);
        var due = new List<long>((int)(perSecond * seconds * 1.05) + 16);
        for (var time = Gap(random, perSecond); time < seconds; time += Gap(random, perSecond))
        {
            due.Add((long)(time * Micros));
        }

        return [.. due];
    }

    private static double Gap(Random random, double perSecond) => -Math.Log(1 - random.NextDouble()) / perSecond;
}

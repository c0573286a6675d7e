using System.Numerics;

namespace Clearance.Silo;

/// <summary>Counts of values by size: four steps to each doubling, so that what is read of them is at most a quarter too high.</summary>
internal static class Spread
{
    /// <summary>How many counts.</summary>
    public const int Buckets = 128;

    /// <summary>Which count a value belongs to.</summary>
    public static int BucketOf(long value)
    {
        if (value < 4)
        {
            return value < 0 ? 0 : (int)value;
        }

        var doubling = BitOperations.Log2((ulong)value);
        return Math.Min(((doubling - 1) * 4) + (int)((value >> (doubling - 2)) & 3), Buckets - 1);
    }

    /// <summary>The value at or below which a share of those counted lies; 0 when none is.</summary>
    public static long At(ReadOnlySpan<int> counts, double share)
    {
        long all = 0;
        foreach (var count in counts)
        {
            all += count;
        }

        var left = Math.Max(1, (long)Math.Ceiling(all * share));
        for (var bucket = 0; bucket < counts.Length && all > 0; bucket++)
        {
            left -= counts[bucket];
            if (left <= 0)
            {
                return TopOf(bucket);
            }
        }

        return 0;
    }

    private static long TopOf(int bucket) => bucket < 4 ? bucket : ((5L + (bucket & 3)) << ((bucket >> 2) - 1)) - 1;
}

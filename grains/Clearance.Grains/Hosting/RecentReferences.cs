using System.Collections.Concurrent;

namespace Clearance.Grains;

/// <summary>References to grains that were used lately: to make one costs more than to find one, and the same ones are used again and again.</summary>
/// <remarks>Two generations: what is used moves to the younger, and when that is full the older is forgotten. Who comes between makes one too many, which is harmless.</remarks>
/// <param name="most">How many a generation has.</param>
/// <param name="make">Makes one; it may be used by any thread, and by many at once.</param>
internal sealed class RecentReferences<TKey, TReference>(int most, Func<TKey, TReference> make)
    where TKey : notnull
    where TReference : class
{
    private ConcurrentDictionary<TKey, TReference> _young = new();
    private ConcurrentDictionary<TKey, TReference> _old = new();
    private int _count;

    /// <summary>Finds one, or makes it.</summary>
    public TReference Of(TKey key)
    {
        if (Volatile.Read(ref _young).TryGetValue(key, out var found))
        {
            return found;
        }

        if (!Volatile.Read(ref _old).TryGetValue(key, out found))
        {
            found = make(key);
        }

        if (Interlocked.Increment(ref _count) == most)
        {
            Volatile.Write(ref _old, Volatile.Read(ref _young));
            Volatile.Write(ref _young, new ConcurrentDictionary<TKey, TReference>());
            Volatile.Write(ref _count, 0);
        }

        Volatile.Read(ref _young)[key] = found;
        return found;
    }
}

using System.Collections.Concurrent;

namespace Clearance.LocalHost;

/// <summary>The slots of one kind of entity.</summary>
internal sealed class SlotTable<TKey, TEntity, TSlot>(Func<TKey, TSlot> create)
    where TKey : notnull
    where TEntity : class
    where TSlot : Slot<TEntity>
{
    private readonly ConcurrentDictionary<TKey, TSlot> slots = new();

    internal EntityTally Tally { get; } = new();

    internal TSlot At(TKey key) => slots.TryGetValue(key, out var slot) ? slot : slots.GetOrAdd(key, create);

    /// <summary>The slot after one that is closed for good, whoever is the first to notice.</summary>
    internal TSlot After(TKey key, TSlot closed)
    {
        slots.TryRemove(KeyValuePair.Create(key, closed));
        return At(key);
    }

    /// <summary>Retires what was not used for so long; says whether any slot is left.</summary>
    internal bool Collect(TimeSpan unusedFor, long now)
    {
        foreach (var (key, slot) in slots)
        {
            if (slot.IsUnusedFor(unusedFor, now) && slot.TryRetire())
            {
                slots.TryRemove(KeyValuePair.Create(key, slot));
            }
        }

        return !slots.IsEmpty;
    }
}

/// <summary>Counts entities of one kind; every field by interlocked steps.</summary>
internal sealed class EntityTally
{
    internal long Active;
    internal long Activated;
    internal long Failed;
    internal long Dropped;

    internal EntityCounts Counts => new(
        Volatile.Read(ref Active), Volatile.Read(ref Activated), Volatile.Read(ref Failed), Volatile.Read(ref Dropped));
}

/// <summary>Activations of one kind of entity.</summary>
/// <param name="Active">In memory now.</param>
/// <param name="Activated">Activations so far.</param>
/// <param name="Failed">Activations that failed.</param>
/// <param name="Dropped">Entities dropped because a call of theirs conflicted or lost the store.</param>
public readonly record struct EntityCounts(long Active, long Activated, long Failed, long Dropped);

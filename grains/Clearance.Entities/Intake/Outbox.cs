namespace Clearance.Entities;

/// <summary>One sender's messages that are not delivered yet, in order.</summary>
internal sealed class Outbox
{
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);

    /// <summary>The messages; the first may be on its way.</summary>
    public List<IntentWrite> Waiting { get; private set; } = [];

    /// <summary>Whether somebody delivers them.</summary>
    public bool IsDraining { get; set; }

    /// <summary>Puts a message at the end; false when it is there: whoever looked into the store was faster than its sender.</summary>
    public bool TryAdd(IntentWrite intent)
    {
        var isNew = _keys.Add(intent.Key);
        if (isNew)
        {
            Waiting.Add(intent);
        }

        return isNew;
    }

    /// <summary>Takes out what is delivered.</summary>
    public void Remove(IntentWrite intent)
    {
        _keys.Remove(intent.Key);
        Waiting.Remove(intent);
    }

    /// <summary>Puts in what is stored, in its place: behind one that is just delivered, before what came since it was read.</summary>
    public void Take(List<IntentWrite> stored, Action<IntentWrite> found)
    {
        var keys = stored.Select(intent => intent.Key).ToHashSet(StringComparer.Ordinal);
        var queued = Waiting.ToDictionary(intent => intent.Key, StringComparer.Ordinal);
        var delivered = IsDraining && Waiting.Count > 0 && !keys.Contains(Waiting[0].Key) ? Waiting[..1] : [];
        var since = Waiting.Skip(delivered.Count).Where(intent => !keys.Contains(intent.Key));
        stored.FindAll(intent => !queued.ContainsKey(intent.Key)).ForEach(found);
        Waiting = [.. delivered, .. stored.Select(intent => queued.GetValueOrDefault(intent.Key, intent)), .. since];
        _keys.UnionWith(keys);
    }
}

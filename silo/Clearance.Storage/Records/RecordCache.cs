namespace Clearance.Storage;

/// <summary>A record as its reader understood it.</summary>
/// <param name="Value">What it says; of the reader's kind also where there is no record.</param>
/// <param name="ETag">What the next write is to name; null where there is no record.</param>
internal readonly record struct Held<T>(T Value, string? ETag);

/// <summary>Records that were read or written last, up to so many bytes: a commit rewrites a whole record and should not read it first.</summary>
/// <remarks>
/// One process writes at a time, so what it wrote last is what is stored; if that is ever not so, the write says it and
/// what is held is dropped. What a reader brings never replaces what is there, as a commit may have put it there meanwhile.
/// </remarks>
internal sealed class RecordCache(long bytesMax)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _byUse = new();
    private long _bytes;

    /// <summary>Finds a record.</summary>
    public bool TryGet<T>(string key, out Held<T> held)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out var node))
            {
                held = default;
                return false;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            held = new Held<T>((T)node.Value.Value, node.Value.ETag);
            return true;
        }
    }

    /// <summary>Holds what was written.</summary>
    public void Put<T>(string key, Held<T> held, long bytes)
        where T : class
    {
        lock (_gate)
        {
            Remove(key);
            Add(key, held, bytes);
        }
    }

    /// <summary>Holds what was read, unless something is held; what is held then.</summary>
    public Held<T> Offer<T>(string key, Held<T> held, long bytes)
        where T : class
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(key, out var node))
            {
                return new Held<T>((T)node.Value.Value, node.Value.ETag);
            }

            Add(key, held, bytes);
            return held;
        }
    }

    /// <summary>Forgets a record.</summary>
    public void Drop(string key)
    {
        lock (_gate)
        {
            Remove(key);
        }
    }

    private void Add<T>(string key, Held<T> held, long bytes)
        where T : class
    {
        _entries[key] = _byUse.AddFirst(new Entry(key, held.Value, held.ETag, bytes));
        _bytes += bytes;
        while (_bytes > bytesMax && _byUse.Last is { } last && last != _byUse.First)
        {
            Remove(last.Value.Key);
        }
    }

    private void Remove(string key)
    {
        if (_entries.Remove(key, out var node))
        {
            _byUse.Remove(node);
            _bytes -= node.Value.Bytes;
        }
    }

    private sealed record Entry(string Key, object Value, string? ETag, long Bytes);
}

using Clearance.Domain;

namespace Clearance.Storage;

/// <summary>Where the latest events are in the log of the registry, by id.</summary>
/// <remarks>
/// Only the writer's thread changes it, and only after a COMMIT, so a reader never finds what is not durable. An id
/// leaves after the commit that completed its sorting in: a reader that looks here first and then begins its snapshot
/// finds every event here or there.
/// </remarks>
internal sealed class RegistryTail
{
    private readonly Lock _gate = new();
    private long _mark = 1;
    private readonly Dictionary<Hash128, long> _added = [];
    private Dictionary<Hash128, long> _active = [];
    private Dictionary<Hash128, long> _sorting = [];

    /// <summary>
    /// Above 0, and another one whenever ids have left: what a look-up that began at a mark did not find, and the tail does not
    /// have at that mark, is nowhere.
    /// </summary>
    public long Mark => Volatile.Read(ref _mark);

    /// <summary>How many ids wait to be sorted in, those being sorted excepted.</summary>
    public int Count => _active.Count;

    /// <summary>Looks ids up; 0 where one is not here.</summary>
    public void Find(IReadOnlyList<Hash128> ids, Span<long> sequences)
    {
        lock (_gate)
        {
            for (var i = 0; i < sequences.Length; i++)
            {
                sequences[i] = Committed(ids[i]);
            }
        }
    }

    /// <summary>Looks an id up, those of the open transaction included; 0 when it is not here. For the writer.</summary>
    public long FindOwn(Hash128 id) => _added.TryGetValue(id, out var sequence) ? sequence : Committed(id);

    /// <summary>Adds an id of the open transaction; false when it was added before.</summary>
    public bool Add(Hash128 id, long sequence) => _added.TryAdd(id, sequence);

    /// <summary>The transaction committed.</summary>
    public void Publish()
    {
        lock (_gate)
        {
            foreach (var (id, sequence) in _added)
            {
                _active.Add(id, sequence);
            }
        }

        _added.Clear();
    }

    /// <summary>The transaction was undone.</summary>
    public void Forget() => _added.Clear();

    /// <summary>Sets all ids apart to be sorted in; those that come from now on are the next ones.</summary>
    public SortCursor<(Hash128 Id, long Sequence)> BeginSorting()
    {
        lock (_gate)
        {
            _sorting = _active;
            _active = new Dictionary<Hash128, long>(_sorting.Count);
        }

        var sorting = _sorting;
        return new SortCursor<(Hash128 Id, long Sequence)>(() =>
        {
            var ids = new (Hash128 Id, long Sequence)[sorting.Count];
            var next = 0;
            foreach (var (id, sequence) in sorting)
            {
                ids[next++] = (id, sequence);
            }

            Array.Sort(ids, static (left, right) => left.Id.High != right.Id.High
                ? left.Id.High.CompareTo(right.Id.High)
                : left.Id.Low.CompareTo(right.Id.Low));
            return ids;
        });
    }

    /// <summary>Those set apart are sorted in, durably.</summary>
    public void EndSorting()
    {
        lock (_gate)
        {
            _sorting = [];
            _mark++;
        }
    }

    private long Committed(Hash128 id) =>
        _active.TryGetValue(id, out var sequence) || _sorting.TryGetValue(id, out sequence) ? sequence : 0;
}

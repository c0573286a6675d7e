using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>The ids of events that came since a mark: one that was looked up at that mark, was absent, and is not here, is absent.</summary>
/// <remarks>Only groups change it, one at a time; an id is here before its group writes anything.</remarks>
internal sealed class RecentEvents(int keptMax)
{
    private readonly HashSet<Hash128> _ids = [];
    private long _mark = 1;

    /// <summary>Another one whenever ids are forgotten.</summary>
    public long Mark => Volatile.Read(ref _mark);

    public bool KnowsAbsent(RegistryRecord record) => record.AbsentAt == Mark && !_ids.Contains(record.Id);

    public void Add(IEnumerable<RegistryRecord> records)
    {
        if (_ids.Count > keptMax)
        {
            Forget();
        }

        _ids.UnionWith(records.Select(static record => record.Id));
    }

    public void Forget()
    {
        _ids.Clear();
        Interlocked.Increment(ref _mark);
    }
}

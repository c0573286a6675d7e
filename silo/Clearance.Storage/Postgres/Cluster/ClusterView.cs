namespace Clearance.Storage;

/// <summary>A lane as it was seen.</summary>
/// <param name="Number">Which.</param>
/// <param name="Epoch">Whose it is.</param>
/// <param name="Writes">Whether its owner writes in it.</param>
/// <param name="LastJournal">The last position of its journal.</param>
internal readonly record struct ClusterLane(int Number, long Epoch, bool Writes, long LastJournal);

/// <summary>A process that is not ended, as it was seen.</summary>
/// <param name="Epoch">Which.</param>
/// <param name="Beat">How far it had counted.</param>
internal readonly record struct LivingProcess(long Epoch, long Beat);

/// <summary>What a process saw of the cluster at one look.</summary>
/// <param name="Living">The processes.</param>
/// <param name="Lanes">Every lane, in order.</param>
internal sealed record ClusterView(IReadOnlyList<LivingProcess> Living, IReadOnlyList<ClusterLane> Lanes)
{
    /// <summary>Nothing seen yet.</summary>
    public static ClusterView Empty { get; } = new([], []);

    /// <summary>How many lanes a reader of the journal must look into.</summary>
    public int JournalLanes => Lanes.Where(static lane => lane.Writes || lane.LastJournal > 0).Select(static lane => lane.Number + 1)
        .DefaultIfEmpty(1).Max();

    /// <summary>Whether a lane belongs to nobody who lives.</summary>
    public bool HasOrphans => Lanes.Any(lane => Living.All(process => process.Epoch != lane.Epoch));

    /// <summary>The lanes of a process.</summary>
    public IEnumerable<ClusterLane> Of(long epoch) => Lanes.Where(lane => lane.Epoch == epoch);

    /// <summary>Whether the same processes have the same lanes.</summary>
    public bool IsAs(ClusterView other) =>
        Living.Select(static it => it.Epoch).SequenceEqual(other.Living.Select(static it => it.Epoch))
        && Lanes.Select(static it => (it.Epoch, it.Writes)).SequenceEqual(other.Lanes.Select(static it => (it.Epoch, it.Writes)));
}

/// <summary>Finds the processes whose beat stood still for the time of a lease, by the clock of who looks.</summary>
/// <remarks>
/// What a process may show rests on a beat that it sent before this one saw it; so once this one has seen the same beat for as
/// long as a lease is trusted, nothing is shown on it any more. Who could not look for a while itself begins anew.
/// </remarks>
internal sealed class SilentProcesses(PostgresStoreOptions options)
{
    private Dictionary<long, (long Beat, long Since)> _seen = [];
    private long _looked;

    /// <summary>Those that are silent, after a look whose answer has just come.</summary>
    public List<LivingProcess> After(ClusterView view)
    {
        var now = options.Clock.GetTimestamp();
        var before = options.Clock.GetElapsedTime(_looked, now) < options.LeaseTime ? _seen : [];
        (_looked, _seen) = (now, []);
        foreach (var process in view.Living)
        {
            _seen[process.Epoch] = before.TryGetValue(process.Epoch, out var seen) && seen.Beat == process.Beat
                ? seen
                : (process.Beat, now);
        }

        return [.. view.Living.Where(it => options.Clock.GetElapsedTime(_seen[it.Epoch].Since, now) >= options.LeaseTime)];
    }
}

using Clearance.Entities;
using Clearance.Workload;

namespace Clearance.LoadTests;

/// <summary>Groups of one lane, one after another.</summary>
internal sealed class LaneLoad
{
    private const long SequencesPerLane = 20_000_000;

    private readonly CommonUnits _units;
    private readonly CommonGroups _groups;

    /// <param name="lane">Which lane, of how many.</param>
    /// <param name="lanes">How many there are.</param>
    /// <param name="size">Units to a group.</param>
    /// <param name="taxpayers">All of them, of any lane.</param>
    /// <param name="shape">What rows look like.</param>
    public LaneLoad(int lane, int lanes, int size, IReadOnlyList<string> taxpayers, StoreShape shape)
    {
        _units = new CommonUnits(taxpayers, shape);
        var own = Enumerable.Range(0, taxpayers.Count).Where(n => CommitLane.Of(_units.Ids[n], lanes) == lane).ToArray();
        Size = Math.Min(size, own.Length);
        _groups = new CommonGroups(Size, own, 1 + (lane * SequencesPerLane));
    }

    /// <summary>Units to a group.</summary>
    public int Size { get; }

    /// <summary>What was committed.</summary>
    public List<CommonBatch> Written { get; } = [];

    /// <summary>Commits groups until it is told to stop.</summary>
    public async Task Run(IClearanceStore store, Func<bool> more, CancellationToken cancel)
    {
        while (more())
        {
            var batch = _groups.Next();
            if ((await store.Commit(_units.Of(batch), cancel)).Any(static outcome => outcome != CommitOutcome.Committed))
            {
                throw new InvalidOperationException("A unit was not committed.");
            }

            Written.Add(batch);
        }
    }
}

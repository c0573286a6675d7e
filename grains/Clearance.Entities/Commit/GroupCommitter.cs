namespace Clearance.Entities;

/// <summary>Collects the commits that wait while one is in flight and writes them as one group.</summary>
/// <remarks>
/// <para>
/// Safe because a unit is handed to the store exactly once and its task completes only with what the store said of it:
/// <see cref="CommitOutcome"/> after the commit, or the group's exception, which leaves every caller to read again.
/// Nothing is repeated here, so an unknown outcome stays unknown.
/// </para>
/// <para>
/// Units that share a key never share a group, as the store demands. A unit that must wait blocks its own keys too, so
/// units of one key go in the order they came, even when another key holds the earlier one back.
/// </para>
/// <para>
/// There is no timer: a lone commit starts at once, and under load the flight itself is the time to collect. At most one
/// flight runs; it lives on the scheduler given, never on that of the entity that happened to start it.
/// </para>
/// </remarks>
public sealed class GroupCommitter : IDisposable
{
    private readonly IClearanceStore store;
    private readonly TaskScheduler scheduler;
    private readonly GroupCommitLimits limits;
    private readonly SemaphoreSlim room;

    private readonly Lock gate = new();
    private readonly LinkedList<WaitingUnit> waiting = new();
    private readonly HashSet<UnitKey> claimed = [];
    private bool flying;
    private long groups;
    private long units;

    /// <summary>Commits to a store.</summary>
    /// <param name="store">Where to.</param>
    /// <param name="scheduler">Where flights run.</param>
    /// <param name="limits">The bounds; null for the defaults.</param>
    public GroupCommitter(IClearanceStore store, TaskScheduler scheduler, GroupCommitLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(scheduler);
        this.store = store;
        this.scheduler = scheduler;
        this.limits = limits ?? GroupCommitLimits.Default;
        ArgumentOutOfRangeException.ThrowIfLessThan(this.limits.UnitsPerGroupMax, 1, nameof(limits));
        ArgumentOutOfRangeException.ThrowIfLessThan(this.limits.BytesPerGroupMax, 1, nameof(limits));
        ArgumentOutOfRangeException.ThrowIfLessThan(this.limits.UnitsWaitingMax, 1, nameof(limits));
        room = new SemaphoreSlim(this.limits.UnitsWaitingMax);
    }

    /// <summary>How many units wait or are in flight, and how many groups and units were handed to the store so far.</summary>
    public GroupCommitCounts Counts
    {
        get
        {
            lock (gate)
            {
                return new GroupCommitCounts(limits.UnitsWaitingMax - room.CurrentCount, groups, units);
            }
        }
    }

    /// <summary>Commits a unit with whatever else waits.</summary>
    /// <exception cref="CommitOutcomeUnknownException">The commit may or may not be durable.</exception>
    /// <exception cref="StoreUnavailableException">Nothing was committed.</exception>
    public async Task<CommitOutcome> Commit(CommitUnit unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        await room.WaitAsync();
        try
        {
            return await Enqueue(new WaitingUnit(unit));
        }
        finally
        {
            room.Release();
        }
    }

    /// <summary>Releases what the waiting list holds; nobody may be waiting.</summary>
    public void Dispose() => room.Dispose();

    private Task<CommitOutcome> Enqueue(WaitingUnit entry)
    {
        bool start;
        lock (gate)
        {
            waiting.AddLast(entry);
            start = !flying;
            flying = true;
        }

        if (start)
        {
            _ = Task.Factory.StartNew(
                Fly, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler);
        }

        return entry.Completion.Task;
    }

    private async Task Fly()
    {
        while (NextGroup() is { } group)
        {
            await CommitGroup(group);
        }
    }

    /// <summary>Takes the units of the next group out of the queue; null ends the flight.</summary>
    private List<WaitingUnit>? NextGroup()
    {
        lock (gate)
        {
            if (waiting.Count == 0)
            {
                flying = false;
                return null;
            }

            var group = new List<WaitingUnit>(Math.Min(waiting.Count, limits.UnitsPerGroupMax));
            long bytes = 0;
            claimed.Clear();
            for (var node = waiting.First; node is not null && group.Count < limits.UnitsPerGroupMax;)
            {
                var next = node.Next;
                if (Claim(node.Value.Keys))
                {
                    if (group.Count > 0 && bytes + node.Value.Bytes > limits.BytesPerGroupMax)
                    {
                        break;
                    }

                    bytes += node.Value.Bytes;
                    group.Add(node.Value);
                    waiting.Remove(node);
                }

                node = next;
            }

            groups++;
            units += group.Count;
            return group;
        }
    }

    /// <summary>Claims a unit's keys; false when an earlier unit had one of them. All are claimed either way.</summary>
    private bool Claim(UnitKey[] keys)
    {
        var free = true;
        foreach (var key in keys)
        {
            free &= !claimed.Contains(key);
        }

        // After the look, not during it: a unit that names a key twice does not clash with itself.
        claimed.UnionWith(keys);
        return free;
    }

    private async Task CommitGroup(List<WaitingUnit> group)
    {
        try
        {
            var outcomes = await store.Commit(group.ConvertAll(static entry => entry.Unit), CancellationToken.None);
            if (outcomes.Count != group.Count)
            {
                throw new CommitOutcomeUnknownException(
                    $"The store answered {outcomes.Count} outcomes for {group.Count} units.");
            }

            for (var i = 0; i < group.Count; i++)
            {
                group[i].Completion.SetResult(outcomes[i]);
            }
        }
#pragma warning disable CA1031 // Whatever was thrown is the answer of every unit of the group; the flight goes on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            foreach (var entry in group)
            {
                entry.Completion.TrySetException(exception);
            }
        }
    }

    private sealed class WaitingUnit(CommitUnit unit)
    {
        public CommitUnit Unit { get; } = unit;

        public UnitKey[] Keys { get; } = UnitKeys.Of(unit);

        public long Bytes { get; } = UnitKeys.BytesOf(unit);

        /// <summary>Continues elsewhere: a caller's next turn must not run inside the flight.</summary>
        public TaskCompletionSource<CommitOutcome> Completion { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>What a <see cref="GroupCommitter"/> has done so far.</summary>
/// <param name="Waiting">Units waiting or in flight.</param>
/// <param name="Groups">Groups handed to the store.</param>
/// <param name="Units">Units in those groups.</param>
public readonly record struct GroupCommitCounts(int Waiting, long Groups, long Units);

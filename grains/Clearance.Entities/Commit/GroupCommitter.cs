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
/// There is no timer: a lone commit starts at once, and under load the flight itself is the time to collect. A flight that has landed
/// with few waiting goes to the end of the scheduler's queue before it takes off again: on an idle machine that is no time, and on a
/// busy one the turns it overtook would each have had a group of their own. What it waits for is what is ready to run, questions too: a few
/// commits among a herd of questions take a turn of the herd longer. At most one
/// flight runs in each of the store's lanes; it lives on the scheduler given, never on that of the entity that happened to
/// start it. A key in flight in one lane holds back what shares it in the others.
/// </para>
/// </remarks>
public sealed class GroupCommitter
{
    private readonly IClearanceStore _store;
    private readonly TaskScheduler _scheduler;
    private readonly GroupCommitLimits _limits;
    private readonly int _wanted;
    private readonly IEntityMeasures? _measures;
    private readonly TimeProvider? _clock;

    private readonly Lock _gate = new();
    private readonly LinkedList<WaitingUnit> _waiting = new();
    private readonly Queue<WaitingUnit> _outside = new();
    private readonly HashSet<UnitKey> _claimed = [];
    private readonly HashSet<UnitKey> _inFlight = [];
    private readonly bool[] _flying;
    private readonly int[] _waitingIn;
    private int _inside;
    private long _groups;
    private long _units;

    /// <summary>Commits to a store.</summary>
    /// <param name="store">Where to.</param>
    /// <param name="scheduler">Where flights run.</param>
    /// <param name="limits">The bounds; null for the defaults.</param>
    /// <param name="measures">Told of every group that has landed; null: nobody is.</param>
    /// <param name="clock">Says how long that took; only with <paramref name="measures"/>.</param>
    public GroupCommitter(
        IClearanceStore store, TaskScheduler scheduler, GroupCommitLimits? limits = null,
        IEntityMeasures? measures = null, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(scheduler);
        _store = store;
        _scheduler = scheduler;
        (_measures, _clock) = (measures, clock);
        _limits = limits ?? GroupCommitLimits.Default;
        ArgumentOutOfRangeException.ThrowIfLessThan(_limits.UnitsPerGroupMax, 1, nameof(limits));
        ArgumentOutOfRangeException.ThrowIfLessThan(_limits.BytesPerGroupMax, 1, nameof(limits));
        ArgumentOutOfRangeException.ThrowIfNegative(_limits.UnitsPerGroupWanted, nameof(limits));
        ArgumentOutOfRangeException.ThrowIfLessThan(_limits.UnitsWaitingMax, 1, nameof(limits));
        _wanted = Math.Min(_limits.UnitsPerGroupWanted, _limits.UnitsPerGroupMax);
        _flying = new bool[store.Lanes];
        _waitingIn = new int[store.Lanes];
    }

    /// <summary>How many units wait or are in flight, and how many groups and units were handed to the store so far.</summary>
    public GroupCommitCounts Counts
    {
        get
        {
            lock (_gate)
            {
                return new GroupCommitCounts(_inside, _groups, _units);
            }
        }
    }

    /// <summary>Commits a unit with whatever else waits.</summary>
    /// <exception cref="CommitOutcomeUnknownException">The commit may or may not be durable.</exception>
    /// <exception cref="StoreUnavailableException">Nothing was committed.</exception>
    public Task<CommitOutcome> Commit(CommitUnit unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        var entry = new WaitingUnit(unit, CommitLane.Of(unit, _flying.Length));
        var start = false;
        lock (_gate)
        {
            if (_inside == _limits.UnitsWaitingMax)
            {
                _outside.Enqueue(entry);
            }
            else
            {
                Admit(entry);
                start = !_flying[entry.Lane];
                _flying[entry.Lane] = true;
            }
        }

        if (start)
        {
            Start(entry.Lane);
        }

        return entry.Completion.Task;
    }

    private void Admit(WaitingUnit entry)
    {
        _inside++;
        _waiting.AddLast(entry);
        _waitingIn[entry.Lane]++;
    }

    private void Start(int lane) => _ = Task.Factory.StartNew(
        () => Fly(lane), CancellationToken.None, TaskCreationOptions.DenyChildAttach, _scheduler);

    private async Task Fly(int lane)
    {
        while (NextGroup(lane) is { } group)
        {
            await CommitGroup(group);
            if (Volatile.Read(ref _waitingIn[lane]) < _wanted)
            {
                await Task.Yield();
            }
        }
    }

    /// <summary>Takes the units of the next group out of the queue; null ends the flight.</summary>
    private List<WaitingUnit>? NextGroup(int lane)
    {
        lock (_gate)
        {
            var group = new List<WaitingUnit>(Math.Min(_waitingIn[lane], _limits.UnitsPerGroupMax));
            if (_waitingIn[lane] > 0)
            {
                Collect(lane, group);
            }

            if (group.Count == 0)
            {
                _flying[lane] = false;
                return null;
            }

            _waitingIn[lane] -= group.Count;
            _groups++;
            _units += group.Count;
            return group;
        }
    }

    private void Collect(int lane, List<WaitingUnit> group)
    {
        long bytes = 0;
        _claimed.Clear();
        for (var node = _waiting.First; node is not null && group.Count < _limits.UnitsPerGroupMax;)
        {
            var next = node.Next;
            var entry = node.Value;
            if (Claim(entry.Keys) && entry.Lane == lane)
            {
                if (group.Count > 0 && bytes + entry.Bytes > _limits.BytesPerGroupMax)
                {
                    break;
                }

                bytes += entry.Bytes;
                group.Add(entry);
                _waiting.Remove(node);
            }

            node = next;
        }

        if (_flying.Length > 1)
        {
            foreach (var entry in group)
            {
                Add(_inFlight, entry.Keys);
            }
        }
    }

    /// <summary>A group has landed: its keys and its room are free, and so are lanes that had nothing but what waits for them.</summary>
    private void Land(List<WaitingUnit> group)
    {
        lock (_gate)
        {
            foreach (var entry in group)
            {
                foreach (var key in entry.Keys)
                {
                    _inFlight.Remove(key);
                }
            }

            _inside -= group.Count;
            while (_inside < _limits.UnitsWaitingMax && _outside.TryDequeue(out var next))
            {
                Admit(next);
            }

            for (var lane = 0; lane < _flying.Length; lane++)
            {
                if (!_flying[lane] && _waitingIn[lane] > 0)
                {
                    _flying[lane] = true;
                    Start(lane);
                }
            }
        }
    }

    /// <summary>Claims a unit's keys; false when an earlier unit had one of them. All are claimed either way.</summary>
    private bool Claim(UnitKey[] keys)
    {
        var free = true;
        foreach (var key in keys)
        {
            free &= !_claimed.Contains(key) && !_inFlight.Contains(key);
        }

        // After the look, not during it: a unit that names a key twice does not clash with itself.
        Add(_claimed, keys);
        return free;
    }

    private static void Add(HashSet<UnitKey> set, UnitKey[] keys)
    {
        foreach (var key in keys)
        {
            set.Add(key);
        }
    }

    private async Task CommitGroup(List<WaitingUnit> group)
    {
        using var watch = CommitWatch.Begin(_store, _measures, _clock, group.Count);
        var hasLanded = false;
        try
        {
            var outcomes = await _store.Commit(group.ConvertAll(static entry => entry.Unit), CancellationToken.None);
            if (outcomes.Count != group.Count)
            {
                throw new CommitOutcomeUnknownException(
                    $"The store answered {outcomes.Count} outcomes for {group.Count} units.");
            }

            hasLanded = true;
            Land(group);
            watch.Landed(outcomes, group.Select(static entry => entry.Unit));
            for (var i = 0; i < group.Count; i++)
            {
                group[i].Completion.SetResult(outcomes[i]);
            }
        }
#pragma warning disable CA1031 // Whatever was thrown is the answer of every unit of the group; the flight goes on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (!hasLanded)
            {
                Land(group);
            }

            watch.Failed(exception, group.Count);
            foreach (var entry in group)
            {
                entry.Completion.TrySetException(exception);
            }
        }
    }

    private sealed class WaitingUnit(CommitUnit unit, int lane)
    {
        public CommitUnit Unit { get; } = unit;

        public int Lane { get; } = lane;

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

namespace Clearance.LocalHost;

/// <summary>
/// One thread and one seed for any number of processes: of everything that is ready the seed picks what runs next, and time
/// is virtual. The same seed is the same run, step for step.
/// </summary>
/// <remarks>
/// Deterministic because nothing runs beside it: every step has its process's <see cref="SynchronizationContext"/>, so that
/// whatever is awaited in it continues as a step of that process, and work that is handed in by another thread is an
/// escape, which ends the run. A step costs a few microseconds of virtual time; while nothing is ready, time moves to the
/// next delay.
/// </remarks>
public sealed class SimulationScheduler
{
    private const int StepCostMax = 16;

    private readonly List<Ready> ready = [];
    private readonly PriorityQueue<SimulatedDelay, (long Due, long Number)> delays = new();
    private readonly int thread = Environment.CurrentManagedThreadId;
    private SeededChoice choice;
    private long delayNumber;
    private int processes;
    private string? escape;

    /// <summary>A run of a seed, beginning at an instant.</summary>
    public SimulationScheduler(ulong seed, DateTimeOffset startsAt)
    {
        choice = new SeededChoice(seed);
        Clock = new SimulatedClock(startsAt);
    }

    /// <summary>The time of all processes.</summary>
    public SimulatedClock Clock { get; }

    /// <summary>Steps run so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Everything chosen and noted so far, in one number: equal for equal runs.</summary>
    public ulong Digest { get; private set; } = SeededChoice.Mix(0);

    /// <summary>A new process.</summary>
    public SimulatedProcess NewProcess(string name) => new(this, ++processes, name);

    /// <summary>Puts something into the digest.</summary>
    public void Note(ulong what) => Digest = SeededChoice.Mix(Digest ^ what);

    /// <summary>Runs work in a process until it has ended.</summary>
    /// <exception cref="SimulationException">Everything waits and nothing will come, a thread came from elsewhere, or it never ends.</exception>
    public void Run(SimulatedProcess process, Func<Task> work, long stepsMax = long.MaxValue)
    {
        Task? end = null;
        process.Post(() => end = work());
        while (end is not { IsCompleted: true })
        {
            Step();
            if (Steps > stepsMax)
            {
                throw new SimulationException($"Not ended after {stepsMax} steps.");
            }
        }

        end.GetAwaiter().GetResult();
    }

    internal void Add(SimulatedProcess process, Action work)
    {
        CheckThread();
        ready.Add(new Ready(process, work));
    }

    internal void Add(SimulatedDelay delay, TimeSpan time)
    {
        CheckThread();
        delays.Enqueue(delay, (Clock.GetTimestamp() + Math.Max(0, time.Ticks), delayNumber++));
    }

    private void Step()
    {
        if (escape is not null)
        {
            throw new SimulationException(escape);
        }

        Due();
        while (ready.Count == 0)
        {
            MoveTime();
            Due();
        }

        var index = choice.Next(ready.Count);
        var next = ready[index];
        ready[index] = ready[^1];
        ready.RemoveAt(ready.Count - 1);
        if (!next.Process.MayRun(next.Work))
        {
            return;
        }

        Steps++;
        Note(((ulong)next.Process.Number << 32) ^ (ulong)index ^ (ulong)Clock.GetTimestamp());
        Clock.Advance(1 + choice.Next(StepCostMax));
        next.Process.RunStep(next.Work);
    }

    /// <summary>Makes ready whatever is due.</summary>
    private void Due()
    {
        while (delays.TryPeek(out var delay, out var at) && at.Due <= Clock.GetTimestamp())
        {
            delays.Dequeue();
            delay.Fire();
        }
    }

    private void MoveTime()
    {
        while (delays.TryPeek(out var delay, out var at))
        {
            if (!delay.IsOver)
            {
                Clock.AdvanceTo(at.Due);
                return;
            }

            delays.Dequeue();
        }

        throw new SimulationException(escape ?? "Everything waits and nothing will come.");
    }

    private void CheckThread()
    {
        if (Environment.CurrentManagedThreadId != thread)
        {
            escape ??= $"Work came from a thread that is not the simulation's: {Environment.StackTrace}";
            throw new SimulationException(escape);
        }
    }

    private readonly record struct Ready(SimulatedProcess Process, Action Work);
}

/// <summary>A simulation cannot go on.</summary>
public sealed class SimulationException(string message) : Exception(message);

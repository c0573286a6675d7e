using Clearance.Entities;

namespace Clearance.LocalHost;

/// <summary>A process of a simulation: what is posted to it runs as its steps, until it is killed.</summary>
/// <remarks>Killed, it runs nothing more, as a machine that lost its power: no finally, no last word.</remarks>
public sealed class SimulatedProcess : IEntityScheduler
{
    private readonly SimulationScheduler simulation;
    private readonly Context context;
    private readonly TaskCompletionSource died = new();
    private List<Action>? held;

    internal SimulatedProcess(SimulationScheduler simulation, int number, string name)
    {
        (this.simulation, Number, Name) = (simulation, number, name);
        context = new Context(this);
        Tasks = new ProcessTasks(this);
    }

    /// <summary>Counts processes; a restarted one is another process.</summary>
    public int Number { get; }

    /// <summary>What people call it.</summary>
    public string Name { get; }

    /// <summary>Whether it was not killed.</summary>
    public bool IsAlive { get; private set; } = true;

    /// <summary>Completes when it is killed.</summary>
    public Task Died => died.Task;

    /// <summary>Runs tasks as steps of the process.</summary>
    public TaskScheduler Tasks { get; }

    /// <inheritdoc/>
    public TimeProvider Clock => simulation.Clock;

    /// <inheritdoc/>
    public void Post(Action work)
    {
        if (IsAlive)
        {
            simulation.Add(this, work);
        }
    }

    /// <inheritdoc/>
    public Task Delay(TimeSpan time, CancellationToken cancel)
    {
        var delay = new SimulatedDelay(this);
        delay.CancelWith(cancel);
        if (time != Timeout.InfiniteTimeSpan)
        {
            simulation.Add(delay, time);
        }

        return delay.Task;
    }

    /// <summary>Ends the process between two steps: whoever calls it is not one of its steps, or never goes on.</summary>
    public void Kill()
    {
        if (IsAlive)
        {
            IsAlive = false;
            held = null;
            died.TrySetResult();
        }
    }

    /// <summary>Holds every step back until <see cref="Thaw"/>, as a machine that stops for a while.</summary>
    public void Freeze() => held ??= [];

    /// <summary>Goes on.</summary>
    public void Thaw()
    {
        var waiting = held;
        held = null;
        waiting?.ForEach(Post);
    }

    internal bool MayRun(Action work)
    {
        held?.Add(work);
        return IsAlive && held is null;
    }

    internal void RunStep(Action work)
    {
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(context);
        try
        {
            work();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }

    private sealed class Context(SimulatedProcess process) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => process.Post(() => d(state));

        public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException();

        public override SynchronizationContext CreateCopy() => this;
    }

    private sealed class ProcessTasks(SimulatedProcess process) : TaskScheduler
    {
        protected override void QueueTask(Task task) => process.Post(() => TryExecuteTask(task));

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

        protected override IEnumerable<Task> GetScheduledTasks() => [];
    }
}

/// <summary>A wait of a process.</summary>
internal sealed class SimulatedDelay(SimulatedProcess process)
{
    private readonly TaskCompletionSource ended = new();
    private CancellationTokenRegistration registration;

    internal Task Task => ended.Task;

    /// <summary>Whether nobody waits for it any more.</summary>
    internal bool IsOver => ended.Task.IsCompleted || !process.IsAlive;

    internal void CancelWith(CancellationToken cancel)
    {
        if (cancel.CanBeCanceled)
        {
            registration = cancel.Register(() => ended.TrySetCanceled(cancel));
        }
    }

    internal void Fire()
    {
        if (!IsOver)
        {
            process.Post(() =>
            {
                registration.Dispose();
                ended.TrySetResult();
            });
        }
    }
}

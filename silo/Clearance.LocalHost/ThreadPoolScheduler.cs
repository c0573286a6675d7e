using Clearance.Entities;

namespace Clearance.LocalHost;

/// <summary>Turns run on the thread pool, time is the clock given.</summary>
/// <remarks>Work goes to the pool's common queue: a turn that wakes another entity does not run it next, on the same thread.</remarks>
public sealed class ThreadPoolScheduler(TimeProvider clock) : IEntityScheduler
{
    /// <inheritdoc/>
    public TimeProvider Clock => clock;

    /// <inheritdoc/>
    public void Post(Action work) =>
        ThreadPool.UnsafeQueueUserWorkItem(static work => work(), work, preferLocal: false);

    /// <inheritdoc/>
    public Task Delay(TimeSpan time, CancellationToken cancel) => Task.Delay(time, clock, cancel);
}

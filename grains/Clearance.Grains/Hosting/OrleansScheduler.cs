using Clearance.Entities;

namespace Clearance.Grains;

/// <summary>Work runs on the thread pool and outside every grain; time is the clock given.</summary>
/// <remarks>A turn that waits goes on in its own activation: the runtime's scheduler is the one it awaits on.</remarks>
public sealed class OrleansScheduler(TimeProvider clock) : IEntityScheduler
{
    /// <inheritdoc/>
    public TimeProvider Clock => clock;

    /// <inheritdoc/>
    public void Post(Action work) =>
        ThreadPool.UnsafeQueueUserWorkItem(static work => work(), work, preferLocal: false);

    /// <inheritdoc/>
    public Task Delay(TimeSpan time, CancellationToken cancel) => Task.Delay(time, clock, cancel);
}

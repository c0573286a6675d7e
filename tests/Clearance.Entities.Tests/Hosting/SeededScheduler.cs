namespace Clearance.Entities.Tests.Hosting;

/// <summary>One thread, one seed: of what is ready a random one runs next; time moves when nothing is.</summary>
internal sealed class SeededScheduler(int seed) : IEntityScheduler
{
    private readonly List<Action> ready = [];
    private readonly PriorityQueue<TaskCompletionSource, (long Due, int Number)> delays = new();
    private readonly int thread = Environment.CurrentManagedThreadId;
    private int number;

    public ManualClock Time { get; } = new();

    public Random Random { get; } = new(seed);

    TimeProvider IEntityScheduler.Clock => Time;

    public void Post(Action work)
    {
        Environment.CurrentManagedThreadId.ShouldBe(thread);
        ready.Add(work);
    }

    public Task Delay(TimeSpan time, CancellationToken cancel)
    {
        var delay = new TaskCompletionSource();
        cancel.Register(() => delay.TrySetCanceled(cancel));
        delays.Enqueue(delay, (Time.GetTimestamp() + time.Ticks, number++));
        return delay.Task;
    }

    /// <summary>Runs until the task has ended, and then what is ready still.</summary>
    public void RunUntil(Task end)
    {
        while (!end.IsCompleted || ready.Count > 0)
        {
            Step();
        }

        end.GetAwaiter().GetResult();
    }

    private void Step()
    {
        if (ready.Count > 0)
        {
            var index = Random.Next(ready.Count);
            var work = ready[index];
            ready.RemoveAt(index);
            work();
        }
        else if (delays.TryDequeue(out var delay, out var at))
        {
            Time.AdvanceTo(at.Due);
            delay.TrySetResult();
        }
        else
        {
            throw new InvalidOperationException("Everything waits and nothing will come.");
        }
    }
}

/// <summary>A clock that a test moves.</summary>
internal sealed class ManualClock : TimeProvider
{
    private long ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => ticks;

    public override DateTimeOffset GetUtcNow() => new(new DateTime(2026, 1, 5).AddTicks(GetTimestamp()), TimeSpan.Zero);

    public void Advance(TimeSpan time) => ticks += time.Ticks;

    public void AdvanceTo(long timestamp) => ticks = Math.Max(ticks, timestamp);
}

using Clearance.Entities;

namespace Clearance.LocalHost;

/// <summary>Runs what is posted to it one at a time, in the order it came. Code that runs in it stays in it after an await.</summary>
/// <remarks>
/// <para>
/// One at a time, because <c>newest</c> is the lock: it leaves null (idle) by one compare-and-swap, whose winner alone runs or
/// schedules a run, and it returns to null only when nothing waits. In order, because the runner takes the whole stack of what
/// came and turns it round; what comes later is taken later. Turns interleave at their awaits and nowhere else.
/// </para>
/// <para>
/// Nothing is lost: an item is either pushed, then somebody runs, or the mailbox was closed for good, which it can be only
/// while nothing waits, and the item is forwarded. A closed mailbox never opens again.
/// </para>
/// <para>Idle, it holds its scheduler and a null. After <see cref="ItemsPerRun"/> items it lets others have the thread.</para>
/// </remarks>
public class Mailbox(IEntityScheduler scheduler) : SynchronizationContext
{
    private const int ItemsPerRun = 64;

    private static readonly WorkItem Running = new Mark();
    private static readonly WorkItem Closed = new Mark();

    private WorkItem? newest;

    /// <summary>Where runs and delays go.</summary>
    protected IEntityScheduler Scheduler => scheduler;

    /// <summary>Whether the mailbox is closed for good.</summary>
    private protected bool IsClosed => Volatile.Read(ref newest) == Closed;

    /// <inheritdoc/>
    public sealed override void Post(SendOrPostCallback d, object? state) => Enqueue(new Callback(d, state));

    /// <summary>Refused: nobody may wait for a turn with a thread.</summary>
    public sealed override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException();

    /// <summary>This one: a copy would be a second queue.</summary>
    public sealed override SynchronizationContext CreateCopy() => this;

    /// <summary>Starts work as a turn; completes when the work has.</summary>
    public Task Run(Func<Task> work)
    {
        var turn = new Task<Task>(work);
        Post(static turn => ((Task)turn!).RunSynchronously(TaskScheduler.Default), turn);
        return turn.Unwrap();
    }

    internal void Enqueue(WorkItem item)
    {
        var seen = Volatile.Read(ref newest);
        while (seen != Closed)
        {
            item.Next = seen;
            var found = Interlocked.CompareExchange(ref newest, item, seen);
            if (found == seen)
            {
                if (seen is null)
                {
                    scheduler.Post(RunNew);
                }

                return;
            }

            seen = found;
        }

        Forward(item);
    }

    /// <summary>Takes an item that came after the mailbox was closed.</summary>
    private protected virtual void Forward(WorkItem item) => throw new InvalidOperationException("The mailbox is closed.");

    /// <summary>Keeps turns out while the caller holds the mailbox; false when it is not idle.</summary>
    private protected bool TryHold() => Interlocked.CompareExchange(ref newest, Running, null) is null;

    /// <summary>Closes the mailbox the caller holds; false when something came meanwhile.</summary>
    private protected bool TryClose() => Interlocked.CompareExchange(ref newest, Closed, Running) == Running;

    /// <summary>Lets go of a mailbox held; what came meanwhile runs.</summary>
    private protected void LetGo()
    {
        if (!TryLeave())
        {
            scheduler.Post(RunNew);
        }
    }

    private bool TryLeave() => Interlocked.CompareExchange(ref newest, null, Running) == Running;

    private void RunNew() => RunFrom(null);

    private void RunLater(WorkItem? oldest) => scheduler.Post(() => RunFrom(oldest));

    private void RunFrom(WorkItem? oldest)
    {
        var outer = Current;
        SetSynchronizationContext(this);
        var isIdle = false;
        try
        {
            for (var left = ItemsPerRun; left > 0; left--)
            {
                if (oldest is null && (isIdle = TryLeave()))
                {
                    return;
                }

                var item = oldest ?? Take();
                (oldest, item.Next) = (item.Next, null);
                item.Run(this);
            }
        }
        finally
        {
            // Also when a callback threw: that is for the scheduler to judge, the rest of the queue is not lost with it.
            SetSynchronizationContext(outer);
            if (!isIdle)
            {
                RunLater(oldest);
            }
        }
    }

    /// <summary>Takes all that came, oldest first; something did.</summary>
    private WorkItem Take()
    {
        var item = Interlocked.Exchange(ref newest, Running);
        WorkItem? oldest = null;
        while (item is not null && item != Running)
        {
            (item.Next, oldest, item) = (oldest, item, item.Next);
        }

        return oldest!;
    }

    private sealed class Mark : WorkItem
    {
        internal override void Run(Mailbox mailbox) => throw new InvalidOperationException();
    }

    private sealed class Callback(SendOrPostCallback run, object? state) : WorkItem
    {
        internal override void Run(Mailbox mailbox) => run(state);
    }
}

/// <summary>Something a mailbox runs.</summary>
internal abstract class WorkItem
{
    /// <summary>The mailbox's link.</summary>
    internal WorkItem? Next { get; set; }

    internal abstract void Run(Mailbox mailbox);
}

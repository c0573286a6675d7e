using Clearance.Entities;

namespace Clearance.LocalHost;

/// <summary>The place of one entity: activates it, hands it its calls and drops it.</summary>
/// <remarks>
/// <para>
/// Everything but <see cref="Admit"/>, <see cref="Call"/> and <see cref="TryRetire"/> happens in turns of the mailbox, and <see cref="TryRetire"/>
/// holds it, so no field needs a lock, and an entity is dropped neither under a turn nor with a call on its way to it.
/// </para>
/// <para>
/// A call ends in exactly one of: the entity's answer, the failure of its activation, or the refusal of a host that is
/// stopping or has too many of them. Calls that come while there is no entity wait in order for one activation; when it fails they fail with it,
/// and the next call tries again.
/// </para>
/// <para>
/// A call that fails with <see cref="StateConflictException"/>, <see cref="StoreUnavailableException"/> or
/// <see cref="CommitOutcomeUnknownException"/> drops the entity before its caller hears of it. Calls already started on it end
/// on it; later ones wait, then go to a fresh activation, which loads only when the old entity has nothing under way
/// any more: otherwise it could load what a commit of the old one is about to replace, and answer from it. That wait is
/// bounded (<see cref="LocalHostOptions.DrainWithin"/>); after it, the store's version check alone keeps the two apart.
/// </para>
/// </remarks>
internal abstract class Slot<TEntity>(LocalEntityHost host) : Mailbox(host.Scheduler)
    where TEntity : class
{
    private TEntity? entity;
    private Queue<Turn<TEntity>>? waiting;
    private int running;
    private int admitted;
    private bool isDropped;
    private long unusedSince;

    private protected LocalEntityHost Host => host;

    private protected abstract EntityTally Tally { get; }

    /// <summary>Whether the slot was not used for so long. Use only clears a mark, and the sweep sets it: no clock is read.</summary>
    internal bool IsUnusedFor(TimeSpan time, long now)
    {
        var since = Volatile.Read(ref unusedSince);
        if (since != 0)
        {
            return now - since >= time.Ticks;
        }

        Interlocked.CompareExchange(ref unusedSince, now, 0);
        return time == TimeSpan.Zero;
    }

    /// <summary>Starts a call, once the mailbox comes to it.</summary>
    internal void Begin(Turn<TEntity> turn)
    {
        if (waiting is not null)
        {
            waiting.Enqueue(turn);
        }
        else if (entity is not null && !isDropped)
        {
            running++;
            _ = turn.Start(this, entity);
        }
        else
        {
            waiting = new Queue<Turn<TEntity>>([turn]);
            _ = Open();
        }
    }

    /// <summary>Hears that a call on an entity has ended.</summary>
    internal void Ended(TEntity on, Exception? why)
    {
        if (!ReferenceEquals(on, entity))
        {
            return;
        }

        running--;
        if (!isDropped && why.IsOfTheStore())
        {
            isDropped = true;
            Show(null);
            Interlocked.Decrement(ref Tally.Active);
            Interlocked.Increment(ref Tally.Dropped);
        }
    }

    /// <summary>A call that was admitted waits no more.</summary>
    internal void Left() => Interlocked.Decrement(ref admitted);

    /// <summary>Closes the slot for good when nothing runs, waits or is under way in it.</summary>
    internal bool TryRetire()
    {
        if (!TryHold())
        {
            return false;
        }

        // Out of sight first: once the slot is closed, a fresh one may commit what this one would not show.
        var isActive = entity is not null && !isDropped;
        Show(null);
        if (waiting is null && running == 0 && (entity is not IEntity life || life.IsIdle) && TryClose())
        {
            entity = null;
            Interlocked.Add(ref Tally.Active, isActive ? -1 : 0);
            return true;
        }

        Show(isActive ? entity : null);
        LetGo();
        return false;
    }

    /// <summary>A new entity for the key, not yet activated.</summary>
    private protected abstract TEntity Create();

    /// <summary>Shows readers beside the turns the entity they may read; null: none.</summary>
    private protected virtual void Show(TEntity? active)
    {
    }

    private protected void Touch()
    {
        if (Volatile.Read(ref unusedSince) != 0)
        {
            Volatile.Write(ref unusedSince, 0);
        }
    }

    /// <summary>A call from outside: it is refused while as many as may wait for the entity do.</summary>
    /// <remarks>Those of the engine itself end what was begun, and are as many as the calls they come of: they are never refused.</remarks>
    private protected Task<TResult> Admit<TArgument, TResult>(
        Func<TEntity, TArgument, ValueTask<TResult>> call, TArgument argument)
    {
        if (Interlocked.Increment(ref admitted) <= Host.Options.WaitingCallsMax)
        {
            return Call(call, argument, this);
        }

        Left();
        return Task.FromException<TResult>(
            new OverloadedException($"{Host.Options.WaitingCallsMax} calls wait for this entity; nothing was done."));
    }

    /// <summary>Makes a call a turn.</summary>
    private protected Task<TResult> Call<TArgument, TResult>(
        Func<TEntity, TArgument, ValueTask<TResult>> call, TArgument argument, Slot<TEntity>? admittedBy = null)
    {
        if (Host.IsStopping)
        {
            admittedBy?.Left();
            return Task.FromException<TResult>(LocalEntityHost.Stopping());
        }

        Touch();
        var turn = new Turn<TEntity, TArgument, TResult>(call, argument, admittedBy);
        Enqueue(turn);
        return turn.Task;
    }

    private async Task Open()
    {
        Exception? failure = null;
        try
        {
            await Drain();
            (entity, running, isDropped) = (null, 0, false);
            var fresh = Host.IsStopping ? throw LocalEntityHost.Stopping() : Create();
            await ((IEntity)fresh).Activate();
            entity = fresh;
            Show(fresh);
            Interlocked.Increment(ref Tally.Active);
            Interlocked.Increment(ref Tally.Activated);
        }
        catch (Exception exception)
        {
            // Whatever was thrown is the answer of every call that waited.
            failure = exception;
            Interlocked.Increment(ref Tally.Failed);
        }

        var turns = waiting!;
        waiting = null;
        foreach (var turn in turns)
        {
            if (failure is null)
            {
                Begin(turn);
            }
            else
            {
                turn.Fail(failure);
            }
        }
    }

    /// <summary>Waits until a dropped entity has nothing under way, or for as long as that may take.</summary>
    private async Task Drain()
    {
        var started = Scheduler.Clock.GetTimestamp();
        var pause = TimeSpan.FromMilliseconds(1);
        while (entity is IEntity old && (running > 0 || !old.IsIdle)
            && Scheduler.Clock.GetElapsedTime(started) < Host.Options.DrainWithin)
        {
            await Scheduler.Delay(pause, CancellationToken.None);
            pause = pause < TimeSpan.FromMilliseconds(50) ? pause * 2 : pause;
        }
    }
}

namespace Clearance.Entities;

/// <summary>One thing waiting for its turn in a ledger.</summary>
internal abstract class LedgerWork
{
    /// <summary>Ends it with an error; what was asked may be repeated.</summary>
    public abstract void Fail(Exception error);
}

/// <summary>An event and the call that waits for its result.</summary>
internal sealed class EventWork(IntakeEvent e, EventCall call, int index) : LedgerWork
{
    /// <summary>The event.</summary>
    public IntakeEvent Intake => e;

    /// <summary>Tells the call.</summary>
    public void Complete(EventResult result) => call.Complete(index, result);

    /// <inheritdoc/>
    public override void Fail(Exception error) => call.Fail(error);
}

/// <summary>A call with several events: done when each has its result.</summary>
internal sealed class EventCall(int count)
{
    private readonly EventResult[] _results = new EventResult[count];
    private readonly TaskCompletionSource<IReadOnlyList<EventResult>> _done =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private int _left = count;

    /// <summary>The results.</summary>
    public Task<IReadOnlyList<EventResult>> Results => _done.Task;

    /// <summary>Notes one result.</summary>
    public void Complete(int index, EventResult result)
    {
        _results[index] = result;
        if (--_left == 0)
        {
            _done.TrySetResult(_results);
        }
    }

    /// <summary>Ends the call with an error.</summary>
    public void Fail(Exception error) => _done.TrySetException(error);
}

/// <summary>The ledger is to go on with what waits behind the event that stopped it.</summary>
internal sealed class ResumeWork : LedgerWork
{
    private readonly TaskCompletionSource<Resumption> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How far it came.</summary>
    public Task<Resumption> Done => _done.Task;

    /// <summary>It came so far.</summary>
    public void Complete(Resumption resumption) => _done.TrySetResult(resumption);

    /// <inheritdoc/>
    public override void Fail(Exception error) => _done.TrySetException(error);
}

/// <summary>An event that waited in the queue of a stopped ledger and belongs to this one.</summary>
internal sealed class AdoptWork(ParkedEvent parked) : LedgerWork
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The event, in the other's queue.</summary>
    public ParkedEvent Parked => parked;

    /// <summary>Completes when it is applied, or waits in this ledger's queue.</summary>
    public Task Done => _done.Task;

    /// <summary>It is.</summary>
    public void Complete() => _done.TrySetResult();

    /// <inheritdoc/>
    public override void Fail(Exception error) => _done.TrySetException(error);
}

/// <summary>A message of another ledger.</summary>
internal sealed class MessageWork(IntentWrite intent) : LedgerWork
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The message as stored.</summary>
    public IntentWrite Intent => intent;

    /// <summary>Completes when it is applied and deleted.</summary>
    public Task Done => _done.Task;

    /// <summary>It is applied.</summary>
    public void Complete() => _done.TrySetResult();

    /// <inheritdoc/>
    public override void Fail(Exception error) => _done.TrySetException(error);
}

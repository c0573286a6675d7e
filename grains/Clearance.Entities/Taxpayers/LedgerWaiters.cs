namespace Clearance.Entities;

/// <summary>Calls that wait for a ledger to show what it commits, or to have re-decided what that changed.</summary>
internal sealed class LedgerWaiters
{
    private readonly List<TaskCompletionSource> _showing = [];
    private readonly List<(long Through, TaskCompletionSource Done)> _settling = [];

    /// <summary>Completes when the commit under way is shown.</summary>
    public Task UntilShown() => Add(_showing, static done => done);

    /// <summary>Completes when a re-decision at or above a version is done.</summary>
    public Task UntilSettled(long through) => Add(_settling, done => (through, done));

    /// <summary>What was under way is shown.</summary>
    public void Shown()
    {
        _showing.ForEach(static waiter => waiter.TrySetResult());
        _showing.Clear();
    }

    /// <summary>A re-decision is done.</summary>
    public void SettledThrough(long version)
    {
        for (var i = _settling.Count - 1; i >= 0; i--)
        {
            if (_settling[i].Through <= version)
            {
                _settling[i].Done.TrySetResult();
                _settling.RemoveAt(i);
            }
        }
    }

    /// <summary>Nothing comes any more.</summary>
    public void Fail(Exception failure)
    {
        _settling.ForEach(waiter => waiter.Done.TrySetException(failure));
        _settling.Clear();
        _showing.ForEach(waiter => waiter.TrySetException(failure));
        _showing.Clear();
    }

    private static Task Add<T>(List<T> waiters, Func<TaskCompletionSource, T> waiter)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        waiters.Add(waiter(done));
        return done.Task;
    }
}

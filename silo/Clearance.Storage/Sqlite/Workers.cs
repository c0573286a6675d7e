using Clearance.Entities;
using Microsoft.Data.Sqlite;

namespace Clearance.Storage;

/// <summary>Threads that each own a session, and the queue of work they take from.</summary>
/// <remarks>
/// SQLite blocks its caller, so nothing of it runs on a caller's thread: entities share theirs with others. Each session
/// is used by its own thread only.
/// </remarks>
/// <typeparam name="TSession">What a thread owns; disposed by that thread when the work ends.</typeparam>
internal sealed class Workers<TSession> : IAsyncDisposable
    where TSession : IDisposable
{
    private readonly Queue<Action<TSession>> _queue = new();
    private readonly List<Task> _ends = [];
    private bool _isClosed;

    /// <summary>Starts a thread per session.</summary>
    public Workers(string name, IEnumerable<TSession> sessions)
    {
        foreach (var session in sessions)
        {
            var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _ends.Add(end.Task);
            new Thread(() => Work(session, end)) { IsBackground = true, Name = $"{name} {_ends.Count}" }.Start();
        }
    }

    /// <summary>Runs work on one of the threads.</summary>
    /// <exception cref="StoreUnavailableException">SQLite refused, or the store is closed.</exception>
    public Task<T> Run<T>(Func<TSession, T> work, CancellationToken cancel)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_queue)
        {
            if (_isClosed)
            {
                return Task.FromException<T>(new StoreUnavailableException("The store is closed."));
            }

            _queue.Enqueue(session => Complete(done, work, session, cancel));
            Monitor.Pulse(_queue);
        }

        return done.Task;
    }

    /// <summary>Finishes what waits and ends the threads.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_queue)
        {
            _isClosed = true;
            Monitor.PulseAll(_queue);
        }

        await Task.WhenAll(_ends).ConfigureAwait(false);
    }

    private static void Complete<T>(
        TaskCompletionSource<T> done, Func<TSession, T> work, TSession session, CancellationToken cancel)
    {
        if (cancel.IsCancellationRequested)
        {
            done.SetCanceled(cancel);
            return;
        }

        try
        {
            done.SetResult(work(session));
        }
        catch (SqliteException refused)
        {
            done.SetException(new StoreUnavailableException($"SQLite refused: {refused.Message}", refused));
        }
#pragma warning disable CA1031 // Whatever was thrown is the caller's answer; the thread lives on.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            done.SetException(thrown);
        }
    }

    private void Work(TSession session, TaskCompletionSource end)
    {
        while (Next() is { } work)
        {
            work(session);
        }

        session.Dispose();
        end.SetResult();
    }

    /// <summary>The next work; null when there is none and will be none. Who waits sleeps: a thread that spins takes a core from those that have work.</summary>
    private Action<TSession>? Next()
    {
        lock (_queue)
        {
            while (_queue.Count == 0 && !_isClosed)
            {
                Monitor.Wait(_queue);
            }

            return _queue.TryDequeue(out var work) ? work : null;
        }
    }
}

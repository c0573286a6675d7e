using System.Threading.Channels;

namespace Clearance.LoadTests.Peers;

/// <summary>Has a connection of its own, and takes events one call after another.</summary>
internal interface IPeerWorker : IAsyncDisposable
{
    /// <summary>Applies events, as many as it may have at once; completes when they are durable.</summary>
    Task<IReadOnlyList<PeerStatus>> Apply(IReadOnlyList<PeerEvent> events);
}

/// <summary>
/// Spreads the events of bodies over workers. A free worker takes what waits, so many at most, and so a group is as large as the
/// load makes it.
/// </summary>
internal sealed class PeerWorkers : IAsyncDisposable
{
    private readonly IReadOnlyList<IPeerWorker> _workers;
    private readonly Channel<Pending>[] _queues;
    private readonly Task[] _work;
    private readonly int _most;

    /// <param name="workers">Who does the work.</param>
    /// <param name="most">How many events one takes at once.</param>
    /// <param name="byTaxpayer">Whether a taxpayer is always the same worker's; else whoever is free takes an event.</param>
    public PeerWorkers(IReadOnlyList<IPeerWorker> workers, int most, bool byTaxpayer)
    {
        (_workers, _most) = (workers, most);
        _queues = [.. Enumerable.Range(0, byTaxpayer ? workers.Count : 1).Select(static _ => Channel.CreateUnbounded<Pending>())];
        _work = [.. workers.Select((worker, i) => Task.Run(() => Work(_queues[i % _queues.Length].Reader, worker)))];
    }

    /// <summary>Hands a body's events out; completes when all of them are durable.</summary>
    public Task<IReadOnlyList<PeerStatus>> Apply(IReadOnlyList<PeerEvent> events)
    {
        var body = new Body(events.Count);
        for (var i = 0; i < events.Count; i++)
        {
            var queue = _queues.Length == 1
                ? 0
                : (int)(unchecked((uint)events[i].Taxpayer.GetHashCode(StringComparison.Ordinal)) % (uint)_queues.Length);
            _queues[queue].Writer.TryWrite(new Pending(events[i], body, i));
        }

        return body.Done;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var queue in _queues)
        {
            queue.Writer.Complete();
        }

        await Task.WhenAll(_work);
        foreach (var worker in _workers)
        {
            await worker.DisposeAsync();
        }
    }

    private async Task Work(ChannelReader<Pending> queue, IPeerWorker worker)
    {
        var group = new List<Pending>(_most);
        while (await queue.WaitToReadAsync())
        {
            while (group.Count < _most && queue.TryRead(out var next))
            {
                group.Add(next);
            }

            if (group.Count > 0)
            {
                await Apply(worker, group);
                group.Clear();
            }
        }
    }

    private static async Task Apply(IPeerWorker worker, List<Pending> group)
    {
        try
        {
            var statuses = await worker.Apply([.. group.Select(static it => it.Event)]);
            for (var i = 0; i < group.Count; i++)
            {
                group[i].Body.Set(group[i].Index, statuses[i]);
            }
        }
        catch (Exception failure)
        {
            // Whatever it is, it is the answer to those who wait for these events; the worker goes on with others.
            group.ForEach(it => it.Body.Fail(failure));
        }
    }

    private readonly record struct Pending(PeerEvent Event, Body Body, int Index);

    private sealed class Body
    {
        private readonly TaskCompletionSource<IReadOnlyList<PeerStatus>> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly PeerStatus[] _statuses;
        private int _left;

        public Body(int count)
        {
            _statuses = new PeerStatus[count];
            _left = count;
            if (count == 0)
            {
                _done.SetResult(_statuses);
            }
        }

        public Task<IReadOnlyList<PeerStatus>> Done => _done.Task;

        public void Set(int index, PeerStatus status)
        {
            _statuses[index] = status;
            if (Interlocked.Decrement(ref _left) == 0)
            {
                _done.TrySetResult(_statuses);
            }
        }

        public void Fail(Exception failure) => _done.TrySetException(failure);
    }
}

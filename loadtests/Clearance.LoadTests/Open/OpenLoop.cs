using Clearance.LoadTests.Open.Ways;

namespace Clearance.LoadTests.Open;

/// <summary>
/// Offers a load by its schedule, whatever became of what was offered before: one thread looks at the clock and never waits for an answer.
/// Events due within a slice go together at its end; a question goes when it is due.
/// </summary>
internal sealed class OpenLoop(Load load, IEventWay events, QueryWay queries, RunClock clock)
{
    private readonly long _slice = (long)(load.Profile.Bounds.SliceMilliseconds * 1_000);
    private int _nextEvent = load.Backlog;
    private int _nextQuery;

    /// <summary>Runs until everything was offered.</summary>
    public Task Run(CancellationToken cancel)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => Run(over, cancel)) { Name = "schedule", IsBackground = true };
        thread.Start();
        return over.Task;
    }

    private void Run(TaskCompletionSource over, CancellationToken cancel)
    {
        try
        {
            for (var boundary = _slice; !cancel.IsCancellationRequested && IsMore; Thread.Sleep(1))
            {
                var now = clock.Now;
                OfferQueries(now);
                if (now >= boundary)
                {
                    boundary = now - (now % _slice) + _slice;
                    OfferEvents(boundary - _slice, now);
                }
            }

            over.SetResult();
        }
        catch (Exception e)
        {
            // A catch-all, for whoever waits for the thread must hear of its end.
            over.SetException(e);
        }
    }

    private bool IsMore => _nextEvent < load.Events.Count || _nextQuery < load.QueryTally.Count;

    private void OfferQueries(long now)
    {
        for (; _nextQuery < load.QueryTally.Count && load.QueryTally.Due(_nextQuery) <= now; _nextQuery++)
        {
            queries.Offer(_nextQuery);
        }
    }

    /// <summary>All that was due before a boundary, also what an earlier slice should have had if this thread came late.</summary>
    private void OfferEvents(long before, long now)
    {
        var first = _nextEvent;
        while (_nextEvent < load.Events.Count && load.EventTally.Due(_nextEvent) < before)
        {
            load.EventTally.Send(_nextEvent++, now);
        }

        if (_nextEvent > first)
        {
            events.Offer(first, _nextEvent - first);
        }
    }
}

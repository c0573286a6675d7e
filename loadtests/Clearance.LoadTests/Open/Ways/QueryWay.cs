using Clearance.LoadTests.Open.Recording;

namespace Clearance.LoadTests.Open.Ways;

/// <summary>Questions whether goods may go, one declaration each.</summary>
internal sealed class QueryWay(OpenCalls calls, Load load, KnownDeclarations known, RunClock clock)
{
    /// <summary>Valid in form and never registered: what is asked while nothing is.</summary>
    private const string Nobody = "10000000000";

    private readonly int _most = load.Profile.Bounds.QueriesInFlight;
    private readonly Tally _tally = load.QueryTally;
    private int _underWay;
    private Exception? _failure;

    /// <summary>Asks, and returns at once.</summary>
    public void Offer(int index)
    {
        if (Interlocked.Increment(ref _underWay) > _most)
        {
            Interlocked.Decrement(ref _underWay);
            _tally.Note(index, Verdict.RefusedByGenerator, clock.Now);
            return;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static it => _ = it.Way.AskOffered(it.Index), (Way: this, Index: index), preferLocal: false);
    }

    /// <summary>Completes when every question is over; fails when an answer was none that the contract has.</summary>
    public async Task Drain(CancellationToken cancel)
    {
        while (Volatile.Read(ref _underWay) > 0)
        {
            await Task.Delay(20, cancel);
        }

        if (_failure is { } failure)
        {
            throw new InvalidOperationException("A question had an answer that the contract does not have.", failure);
        }
    }

    /// <summary>Asks, and completes when it is over.</summary>
    public async Task Ask(int index)
    {
        _tally.Send(index, clock.Now);
        var answer = await calls.Ask(known.Pick(index) ?? Nobody, CancellationToken.None);
        if (!(answer.IsAnswer || answer.IsRefusal || answer.IsOpen))
        {
            _failure = answer.Unexpected("eligibility");
        }

        _tally.Note(index, answer.IsAnswer ? Verdict.Accepted : answer.IsRefusal ? Verdict.RefusedByEngine : Verdict.Unknown, clock.Now);
    }

    private async Task AskOffered(int index)
    {
        await Ask(index);
        Interlocked.Decrement(ref _underWay);
    }
}

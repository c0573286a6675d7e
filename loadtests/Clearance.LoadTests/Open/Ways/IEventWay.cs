namespace Clearance.LoadTests.Open.Ways;

/// <summary>A way in for events.</summary>
internal interface IEventWay
{
    /// <summary>Takes events that follow one another and returns at once.</summary>
    void Offer(int first, int count);

    /// <summary>Sends what waited while the engine was away, all of it due since the beginning.</summary>
    Task CatchUp(CancellationToken cancel);

    /// <summary>Completes when nothing is under way any more, or when it has been waited for long enough.</summary>
    Task Drain(CancellationToken cancel);

    /// <summary>How much it has to do still, for the plots.</summary>
    int UnderWay { get; }

    /// <summary>What was decided by now, where that is known otherwise than by each event's end; null: it is not.</summary>
    long? Finished { get; }
}

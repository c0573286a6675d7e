namespace Clearance.Entities;

/// <summary>How an engine is run, whatever hosts its entities.</summary>
public abstract record EngineOptions
{
    /// <summary>How long a call waits until its effects are visible. Default: 10 s.</summary>
    public TimeSpan SettleWithin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many of the largest ledgers are activated at start. Default: 16.</summary>
    public int ActivatedAtStart { get; init; } = 16;

    /// <summary>How long a message between ledgers waits before its delivery. Default: none; tests crash in between.</summary>
    public TimeSpan DeliveryDelay { get; init; }

    /// <summary>Bounds of the entities' work.</summary>
    public EntityLimits Entities { get; init; } = new();

    /// <summary>Bounds of a group commit.</summary>
    public GroupCommitLimits Commit { get; init; } = GroupCommitLimits.Default;

    /// <summary>Where group commits run. Default: the thread pool.</summary>
    public TaskScheduler Flights { get; init; } = TaskScheduler.Default;
}

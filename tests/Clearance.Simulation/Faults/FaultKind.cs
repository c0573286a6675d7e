namespace Clearance.Simulation.Faults;

/// <summary>What a simulation does to the engine. The order is that of reports.</summary>
public enum FaultKind
{
    /// <summary>A commit fails before the write: nothing is durable.</summary>
    CommitFails,

    /// <summary>A commit is durable and its caller does not know.</summary>
    OutcomeLostAfter,

    /// <summary>A commit is not durable and its caller does not know.</summary>
    OutcomeLostBefore,

    /// <summary>A commit takes long.</summary>
    SlowCommit,

    /// <summary>A read fails.</summary>
    ReadFails,

    /// <summary>A read takes long.</summary>
    SlowRead,

    /// <summary>The process ends as its commit is sent.</summary>
    CrashBeforeWrite,

    /// <summary>The process ends as its commit becomes durable.</summary>
    CrashAfterWrite,

    /// <summary>The process ends between any two steps.</summary>
    Crash,

    /// <summary>The process is stopped in order, and another starts.</summary>
    Stop,

    /// <summary>The lease is lost: another process takes over while this one still runs.</summary>
    LeaseLost,

    /// <summary>The process stands still for a while, and may have lost its lease when it wakes.</summary>
    Freeze,

    /// <summary>A partition of the log goes to the other process, or is read again, with batches in flight.</summary>
    Rebalance,

    /// <summary>A message is in the log twice.</summary>
    Duplicate,

    /// <summary>A message comes later than others of its stream.</summary>
    Reorder,

    /// <summary>Days pass.</summary>
    DaysPass,

    /// <summary>An event, or a message, throws whenever it is applied, until somebody repairs what made it.</summary>
    Poison,
}

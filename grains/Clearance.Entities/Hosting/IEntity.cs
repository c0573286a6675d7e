namespace Clearance.Entities;

/// <summary>What a host must know of an entity to start it and to let it go. All of it is called as a turn of the entity.</summary>
public interface IEntity
{
    /// <summary>Loads the entity. The first turn: no other call starts before it has completed; one that fails is never used.</summary>
    Task Activate();

    /// <summary>
    /// Whether the entity may be dropped: false while it has work under way or waiting that no caller awaits. True again in
    /// the end, after a failed commit too: the next activation waits for it. It must not block, throw or change anything.
    /// </summary>
    bool IsIdle { get; }

    /// <summary>
    /// Shows nothing any more, and gives up what it keeps others from. Called once, when it takes no calls any more; by a host in a
    /// cluster.
    /// </summary>
    Task End() => Task.CompletedTask;
}

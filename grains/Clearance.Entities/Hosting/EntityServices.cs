using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>What an entity is given: nothing is ambient, so that a simulation can be in charge of all of it.</summary>
public sealed record EntityServices
{
    /// <summary>The store, for loads.</summary>
    public required IClearanceStore Store { get; init; }

    /// <summary>Group commit.</summary>
    public required GroupCommitter Committer { get; init; }

    /// <summary>Turns, time.</summary>
    public required IEntityScheduler Scheduler { get; init; }

    /// <summary>Other entities, for readers only: no ledger calls an entity in its turn.</summary>
    public required IEntityHost Host { get; init; }

    /// <summary>Takes intents after their commit and delivers them outside turns.</summary>
    public required IIntentSink Intents { get; init; }

    /// <summary>Limits.</summary>
    public EntityLimits Limits { get; init; } = new();

    /// <summary>Told about alerts, parked keys and conflicts; must not block or throw.</summary>
    public IEntityObserver Observer { get; init; } = SilentObserver.Instance;

    /// <summary>Measures the work; null: nobody does.</summary>
    public IEntityMeasures? Measures => Observer.Measures;

    /// <summary>Now, as an instant.</summary>
    public Instant Now => Instant.From(Scheduler.Clock.GetUtcNow());
}

/// <summary>Bounds of an entity's work.</summary>
public sealed record EntityLimits
{
    /// <summary>The most events applied and committed as one unit. Default: 512.</summary>
    public int EventsPerCommitMax { get; init; } = 512;

    /// <summary>The most declarations journaled in one page of a re-decision. Default: 512.</summary>
    public int DeclarationsPerPage { get; init; } = 512;

    /// <summary>How often a conflicting unit is read again and applied anew before the entity gives up. Default: 8.</summary>
    public int ConflictRetriesMax { get; init; } = 8;

    /// <summary>Days after its lapse on which a declaration without a reservation leaves memory. Default: 60.</summary>
    public int LapsedResidentDays { get; init; } = 60;
}

/// <summary>Takes intents that are durable.</summary>
public interface IIntentSink
{
    /// <summary>Queues an intent for delivery, in order per sender.</summary>
    void Enqueue(IntentWrite intent);

    /// <summary>Completes when everything an event caused elsewhere is delivered, as far as this process knows.</summary>
    Task Settled(Hash128 cause) => Task.CompletedTask;

    /// <summary>A ledger that was stopped takes messages again, as far as this process has any for it.</summary>
    void GoesOn(TaxpayerId receiver)
    {
    }

    /// <summary>Reads what is stored: a commit whose outcome is unknown may have left intents that nobody queued.</summary>
    void LookAgain();
}

/// <summary>Hears what operators should.</summary>
public interface IEntityObserver
{
    /// <summary>An alert was raised.</summary>
    void Alerted(Alert alert);

    /// <summary>A key was parked.</summary>
    void Parked(string home, string eventId, Exception why);

    /// <summary>A commit conflicted and is tried again.</summary>
    void Conflicted(string home);

    /// <summary>Measures the work; null: nobody does.</summary>
    IEntityMeasures? Measures => null;
}

/// <summary>Says nothing.</summary>
public sealed class SilentObserver : IEntityObserver
{
    /// <summary>The one there is.</summary>
    public static SilentObserver Instance { get; } = new();

    /// <inheritdoc/>
    public void Alerted(Alert alert)
    {
    }

    /// <inheritdoc/>
    public void Parked(string home, string eventId, Exception why)
    {
    }

    /// <inheritdoc/>
    public void Conflicted(string home)
    {
    }
}

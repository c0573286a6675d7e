using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>Finds entities, wherever they live: a mailbox of this process, or a grain of the cluster.</summary>
public interface IEntityHost
{
    /// <summary>The ledger of a taxpayer; activated on first use.</summary>
    ITaxpayer Taxpayer(TaxpayerId id);

    /// <summary>A declaration's identity, which queries ask; activated on first use.</summary>
    IDeclaration Declaration(DeclarationKey key);
}

/// <summary>Runs turns, waits and tells the time: the thread pool in production, one seeded thread in simulation.</summary>
public interface IEntityScheduler
{
    /// <summary>The clock of this process, real or virtual.</summary>
    TimeProvider Clock { get; }

    /// <summary>Runs work later, on no caller's stack.</summary>
    void Post(Action work);

    /// <summary>Waits.</summary>
    Task Delay(TimeSpan time, CancellationToken cancel);
}

/// <summary>A taxpayer's ledger as callers see it. Every call is a turn: one at a time per taxpayer.</summary>
public interface ITaxpayer
{
    /// <summary>
    /// Applies events in order. Completes when every outcome is durable; what an event causes elsewhere may still be under
    /// way (<see cref="Settled"/>).
    /// </summary>
    /// <exception cref="StoreUnavailableException">Nothing was applied, or it is not known; safe to repeat.</exception>
    Task<IReadOnlyList<EventResult>> Apply(IReadOnlyList<IntakeEvent> events);

    /// <summary>Applies a message of another ledger, once, and deletes its intent in the same commit.</summary>
    Task Deliver(IntentWrite intent);

    /// <summary>Completes when every decision that events applied so far may have changed is re-decided and journaled.</summary>
    Task Settled();

    /// <summary>
    /// Whether what events of this ledger caused elsewhere is delivered, as far as the ledger's process knows: in a cluster another
    /// than the caller's delivers it. It waits for that a moment, and not for long: who is to let the ledger go must not wait for
    /// what may need the ledger itself.
    /// </summary>
    Task<bool> Delivered(IReadOnlyList<Hash128> causes) => Task.FromResult(true);

    /// <summary>Journals what changed by date up to today.</summary>
    Task Sweep();

    /// <summary>
    /// A ledger that an event stopped goes on: what waits is applied in the order in which it came, up to an event that throws still. Nothing
    /// happens to a ledger that is not stopped.
    /// </summary>
    /// <exception cref="CorruptRecordException">The ledger itself cannot be read, so nothing can be applied to it.</exception>
    /// <exception cref="StoreUnavailableException">Part of it may be applied; safe to repeat.</exception>
    Task<Resumption> Resume() => throw new NotSupportedException("What waits for this ledger cannot be applied here.");

    /// <summary>Applies an event that waits in the queue of another ledger, once: it leaves that queue in this ledger's commit.</summary>
    /// <exception cref="StateConflictException">It does not belong here, or is not in that queue any more.</exception>
    Task Adopt(ParkedEvent parked) => throw new NotSupportedException("What waits for another ledger cannot be applied here.");

    /// <summary>The ledger's last committed root. Answers only while this process holds its lease.</summary>
    ValueTask<LedgerRoot> Root();

    /// <summary>A declaration of this taxpayer and the root it belongs to, read from the store when it is not in memory.</summary>
    ValueTask<(LedgerRoot Root, Declaration? Declaration)> Find(DeclarationKey key);
}

/// <summary>A declaration's identity as callers see it.</summary>
public interface IDeclaration
{
    /// <summary>The decision for a legal date; null: today.</summary>
    ValueTask<Decision> Decide(DateOnly? on);

    /// <summary>Applies facts that name only the declaration, while it has no owner.</summary>
    /// <returns>Null when it has an owner by now: then nothing was applied and the events go to that ledger.</returns>
    Task<IReadOnlyList<EventResult>?> Apply(IReadOnlyList<IntakeEvent> events);

    /// <summary>A declaration that a fact stopped before anybody owned it goes on, as a ledger does (<see cref="ITaxpayer.Resume"/>).</summary>
    /// <returns>Null when it has an owner by now: nothing waits for it then.</returns>
    /// <exception cref="CorruptRecordException">Its record is damaged, so nothing can be applied to it.</exception>
    Task<Resumption?> Resume() => throw new NotSupportedException("What waits for this declaration cannot be applied here.");

    /// <summary>Applies a fact that waits in the queue of a ledger, as a ledger does (<see cref="ITaxpayer.Adopt"/>).</summary>
    /// <returns>False when it has an owner by now, and nothing was applied.</returns>
    Task<bool> Adopt(ParkedEvent parked) => throw new NotSupportedException("What waits for a ledger cannot be applied here.");

    /// <summary>Who owns it; null while nobody does. An owner is for ever, its absence is not.</summary>
    ValueTask<TaxpayerId?> Owner();
}

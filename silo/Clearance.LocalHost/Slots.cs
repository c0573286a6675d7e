using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.LocalHost;

/// <summary>A taxpayer as callers hold it: valid for ever, whether its ledger is active or not.</summary>
internal sealed class TaxpayerSlot(LocalEntityHost host, TaxpayerId id) : Slot<ITaxpayer>(host), ITaxpayer, IPublishesRoot
{
    private volatile IPublishesRoot? shown;

    private protected override EntityTally Tally => Host.Taxpayers.Tally;

    public Task<IReadOnlyList<EventResult>> Apply(IReadOnlyList<IntakeEvent> events) =>
        Admit(static (entity, events) => new ValueTask<IReadOnlyList<EventResult>>(entity.Apply(events)), events);

    public Task Deliver(IntentWrite intent) =>
        Call(static (entity, intent) => Done(entity.Deliver(intent)), intent);

    public Task Settled() => Call(static (entity, _) => Done(entity.Settled()), 0);

    public Task Sweep() => Call(static (entity, _) => Done(entity.Sweep()), 0);

    public Task Adopt(ParkedEvent parked) => Call(static (entity, parked) => Done(entity.Adopt(parked)), parked);

    public Task<Resumption> Resume() => Admit(static (entity, _) => new ValueTask<Resumption>(entity.Resume()), 0);

    /// <inheritdoc/>
    /// <remarks>
    /// No turn where the entity shows a root: it was the last one when this call read <c>shown</c>, because a drop
    /// clears that before any other activation may load.
    /// </remarks>
    public LedgerRoot? TryRoot()
    {
        if (shown?.TryRoot() is { } root)
        {
            Touch();
            return root;
        }

        return IsClosed ? Host.Taxpayers.After(id, this).TryRoot() : null;
    }

    public ValueTask<LedgerRoot> Root()
    {
        if (TryRoot() is { } root)
        {
            return new ValueTask<LedgerRoot>(root);
        }

        return IsClosed
            ? Host.Taxpayers.After(id, this).Root()
            : new ValueTask<LedgerRoot>(Admit(static (entity, _) => entity.Root(), 0));
    }

    public ValueTask<(LedgerRoot Root, Declaration? Declaration)> Find(DeclarationKey key) =>
        new(Admit(static (entity, key) => entity.Find(key), key));

    private protected override ITaxpayer Create() => Host.Entities.Taxpayer(id);

    private protected override void Forward(WorkItem item) => Host.Taxpayers.After(id, this).Enqueue(item);

    private protected override void Show(ITaxpayer? active) => shown = (IPublishesRoot?)active;

    private static async ValueTask<bool> Done(Task call)
    {
        await call;
        return true;
    }
}

/// <summary>A declaration as callers hold it: valid for ever, whether its identity is active or not.</summary>
internal sealed class DeclarationSlot(LocalEntityHost host, DeclarationKey key)
    : Slot<IDeclaration>(host), IDeclaration, IPublishesRoot
{
    private volatile IPublishesRoot? shown;

    private protected override EntityTally Tally => Host.Declarations.Tally;

    /// <inheritdoc/>
    /// <remarks>Its owner is for ever, so whether this slot is closed by now is nothing to the answer.</remarks>
    public LedgerRoot? TryRoot()
    {
        var root = shown?.TryRoot();
        if (root is not null)
        {
            Touch();
        }

        return root;
    }

    public ValueTask<Decision> Decide(DateOnly? on) =>
        TryRoot()?.TryDecide(key, on ?? Instant.From(Scheduler.Clock.GetUtcNow()).LegalDate) is { } decision
            ? new ValueTask<Decision>(decision)
            : new ValueTask<Decision>(Admit(static (entity, on) => entity.Decide(on), on));

    public Task<IReadOnlyList<EventResult>?> Apply(IReadOnlyList<IntakeEvent> events) =>
        Admit(static (entity, events) => new ValueTask<IReadOnlyList<EventResult>?>(entity.Apply(events)), events);

    public Task<bool> Adopt(ParkedEvent parked) => Admit(static (entity, parked) => new ValueTask<bool>(entity.Adopt(parked)), parked);

    public Task<Resumption?> Resume() => Admit(static (entity, _) => new ValueTask<Resumption?>(entity.Resume()), 0);

    public ValueTask<TaxpayerId?> Owner() => new(Admit(static (entity, _) => entity.Owner(), 0));

    private protected override IDeclaration Create() => Host.Entities.Declaration(key);

    private protected override void Forward(WorkItem item) => Host.Declarations.After(key, this).Enqueue(item);

    private protected override void Show(IDeclaration? active) => shown = active as IPublishesRoot;
}

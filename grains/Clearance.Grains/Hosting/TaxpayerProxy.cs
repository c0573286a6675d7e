using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Grains;

/// <summary>A taxpayer's grain as callers of entities hold it.</summary>
internal sealed class TaxpayerProxy(TaxpayerId id, ITaxpayerGrain grain, LocalRoots roots, IEntityScheduler scheduler)
    : ITaxpayer, IPublishesRoot
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<EventResult>> Apply(IReadOnlyList<IntakeEvent> events) =>
        GrainCalls.Answer(grain.Apply(new EventBatch(events)), static results => results.Results, id);

    /// <inheritdoc/>
    public Task Deliver(IntentWrite intent) => GrainCalls.Done(grain.Deliver(new IntentMessage(intent)), id);

    /// <inheritdoc/>
    public Task Settled() => GrainCalls.Done(grain.Settled(), id);

    /// <inheritdoc/>
    public Task<bool> Delivered(IReadOnlyList<Hash128> causes) =>
        GrainCalls.Answer(grain.Delivered([.. causes.SelectMany(static cause => (ulong[])[cause.High, cause.Low])]), id);

    /// <inheritdoc/>
    public Task Sweep() => GrainCalls.Done(grain.Sweep(), id);

    /// <inheritdoc/>
    public Task Adopt(ParkedEvent parked) => GrainCalls.Done(grain.Adopt(new ParkedMessage(parked)), id);

    /// <inheritdoc/>
    public Task<Resumption> Resume() => GrainCalls.Answer(grain.Resume(), static answer => answer.Resumption, id);

    /// <inheritdoc/>
    public LedgerRoot? TryRoot()
    {
        var root = roots.TryRoot(id, out var tell);
        if (tell)
        {
            grain.Root().Ignore();
        }

        return root;
    }

    /// <inheritdoc/>
    public ValueTask<LedgerRoot> Root() => TryRoot() is { } root ? new ValueTask<LedgerRoot>(root) : new(Ask());

    /// <inheritdoc/>
    public async ValueTask<(LedgerRoot Root, Declaration? Declaration)> Find(DeclarationKey key)
    {
        if (TryRoot() is { } root && root.Ledger.Declarations.TryGetValue(key, out var declaration))
        {
            return (root, declaration);
        }

        var slice = await GrainCalls.Ask(() => grain.Find(key.Value), scheduler, id);
        return (slice.Root, slice.Declaration);
    }

    private async Task<LedgerRoot> Ask() => (await GrainCalls.Ask(grain.Root, scheduler, id)).Root;
}

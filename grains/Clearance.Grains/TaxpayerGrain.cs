using Clearance.Domain;
using Clearance.Entities;
using Orleans.Placement;

namespace Clearance.Grains;

/// <summary>A taxpayer's ledger, hosted where its first event is consumed.</summary>
[GrainType("taxpayer")]
[PreferLocalPlacement]
internal sealed class TaxpayerGrain(
    EntityServices services, EventHasher hasher, LocalRoots roots, OrleansEngineOptions options)
    : EntityGrain<TaxpayerEntity>(services.Scheduler, options.WaitingCallsMax), ITaxpayerGrain
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(200);

    private TaxpayerEntity? _entity;

    /// <inheritdoc/>
    protected override TaxpayerEntity Entity => _entity ??= new TaxpayerEntity(Id, services, hasher);

    private TaxpayerId Id => GrainKeys.TaxpayerOf(this.GetPrimaryKeyString());

    /// <inheritdoc/>
    public Task<EventResults> Apply(EventBatch batch) =>
        Admit(entity => entity.Apply(batch.Events), static results => new EventResults(results));

    /// <inheritdoc/>
    public Task Deliver(IntentMessage message) => Call(entity => entity.Deliver(message.Intent));

    /// <inheritdoc/>
    public Task Settled() => Call(entity => entity.Settled());

    /// <inheritdoc/>
    public async Task<bool> Delivered(ulong[] causes)
    {
        var settled = Enumerable.Range(0, causes.Length / 2)
            .Select(i => services.Intents.Settled(new Hash128(causes[2 * i], causes[(2 * i) + 1])));
        var all = Task.WhenAll(settled);
        return all.IsCompleted || await Task.WhenAny(all, services.Scheduler.Delay(Moment, CancellationToken.None)) == all;
    }

    /// <inheritdoc/>
    public Task Sweep() => Call(entity => entity.Sweep());

    /// <inheritdoc/>
    public Task<ResumptionMessage> Resume() => Admit(static entity => entity.Resume(), static resumption => new ResumptionMessage(resumption));

    /// <inheritdoc/>
    public Task Adopt(ParkedMessage parked) => Call(entity => entity.Adopt(parked.Parked));

    /// <inheritdoc/>
    public Task<RootMessage> Root() => Admit(static entity => entity.Root().AsTask(), static root => new RootMessage(root));

    /// <inheritdoc/>
    public Task<RootSlice> Find(long declaration) => Admit(
        entity => entity.Find(KeyOf(declaration)).AsTask(), static found => new RootSlice(found.Root, found.Declaration));

    /// <inheritdoc/>
    protected override void Show() => roots.Show(Id, Entity, DeactivateOnIdle);

    /// <inheritdoc/>
    protected override void Hide() => roots.Hide(Id, Entity);

    private static DeclarationKey KeyOf(long declaration) => DeclarationKey.TryFromValue(declaration, out var key)
        ? key
        : throw new ArgumentOutOfRangeException(nameof(declaration), declaration, "These are no digits of a declaration.");
}

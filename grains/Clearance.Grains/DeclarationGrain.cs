using Clearance.Entities;
using Orleans.Placement;

namespace Clearance.Grains;

/// <summary>A declaration's identity, hosted where it is first asked for.</summary>
[GrainType("declaration")]
[PreferLocalPlacement]
internal sealed class DeclarationGrain(EntityServices services, OrleansEngineOptions options)
    : EntityGrain<DeclarationEntity>(services.Scheduler, options.WaitingCallsMax), IDeclarationGrain
{
    private DeclarationEntity? _entity;

    /// <inheritdoc/>
    protected override DeclarationEntity Entity =>
        _entity ??= new DeclarationEntity(GrainKeys.DeclarationOf(this.GetPrimaryKeyString()), services);

    /// <inheritdoc/>
    public Task<DecisionMessage> Decide(DateOnly? on) =>
        Admit(async entity => new DecisionMessage(await entity.Decide(on)));

    /// <inheritdoc/>
    public Task<EventResults?> Apply(EventBatch batch) =>
        Admit(async entity => await entity.Apply(batch.Events) is { } results ? new EventResults(results) : null);

    /// <inheritdoc/>
    public Task<ResumptionMessage?> Resume() =>
        Admit(async entity => await entity.Resume() is { } resumption ? new ResumptionMessage(resumption) : null);

    /// <inheritdoc/>
    public Task<bool> Adopt(ParkedMessage parked) => Admit(async entity => await entity.Adopt(parked.Parked));

    /// <inheritdoc/>
    public Task<string?> Owner() => Admit(async entity => (await entity.Owner())?.Value);
}

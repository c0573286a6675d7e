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
        Admit(entity => entity.Decide(on).AsTask(), static decision => new DecisionMessage(decision));

    /// <inheritdoc/>
    public Task<EventResults?> Apply(EventBatch batch) =>
        Admit(entity => entity.Apply(batch.Events), static results => results is null ? null : new EventResults(results));

    /// <inheritdoc/>
    public Task<ResumptionMessage?> Resume() =>
        Admit(static entity => entity.Resume(), static resumption => resumption is null ? null : new ResumptionMessage(resumption));

    /// <inheritdoc/>
    public Task<bool> Adopt(ParkedMessage parked) => Admit(entity => entity.Adopt(parked.Parked), static taken => taken);

    /// <inheritdoc/>
    public Task<string?> Owner() => Admit(static entity => entity.Owner().AsTask(), static owner => owner?.Value);
}

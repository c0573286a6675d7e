using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Grains;

/// <summary>A declaration's grain as callers of entities hold it.</summary>
internal sealed class DeclarationProxy(IDeclarationGrain grain, IEntityScheduler scheduler) : IDeclaration
{
    /// <inheritdoc/>
    public async ValueTask<Decision> Decide(DateOnly? on) => (await GrainCalls.Ask(() => grain.Decide(on), scheduler)).Decision;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<EventResult>?> Apply(IReadOnlyList<IntakeEvent> events) =>
        (await GrainCalls.Answer(grain.Apply(new EventBatch(events))))?.Results;

    /// <inheritdoc/>
    public Task<bool> Adopt(ParkedEvent parked) => GrainCalls.Answer(grain.Adopt(new ParkedMessage(parked)));

    /// <inheritdoc/>
    public async Task<Resumption?> Resume() => (await GrainCalls.Answer(grain.Resume()))?.Resumption;

    /// <inheritdoc/>
    public async ValueTask<TaxpayerId?> Owner()
    {
        var digits = await GrainCalls.Ask(grain.Owner, scheduler);
        return digits is null ? null
            : TaxpayerId.TryParse(digits, out var owner) ? owner
            : throw new CorruptRecordException($"'{digits}' is no taxpayer.");
    }
}

using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Grains;

/// <summary>A declaration's grain as callers of entities hold it.</summary>
/// <remarks>
/// An owner is for ever, so it is remembered once the grain has named it. Where the owner's ledger lives in this process its
/// published root is decided by here, as the grain would, and the grain is not called; elsewhere, and while nobody is known to own the
/// declaration, the grain decides.
/// </remarks>
internal sealed class DeclarationProxy(
    DeclarationKey key, IDeclarationGrain grain, OrleansEntityHost host, IEntityScheduler scheduler) : IDeclaration, IPublishesRoot
{
    private volatile IPublishesRoot? _owner;

    /// <inheritdoc/>
    /// <remarks>Its owner's; null as long as nobody is known to own it.</remarks>
    public LedgerRoot? TryRoot() => _owner?.TryRoot();

    /// <inheritdoc/>
    public ValueTask<Decision> Decide(DateOnly? on) =>
        TryRoot()?.TryDecide(key, on ?? Instant.From(scheduler.Clock.GetUtcNow()).LegalDate) is { } decision
            ? ValueTask.FromResult(decision)
            : new ValueTask<Decision>(Ask(on));

    /// <inheritdoc/>
    public Task<IReadOnlyList<EventResult>?> Apply(IReadOnlyList<IntakeEvent> events) =>
        GrainCalls.Answer(grain.Apply(new EventBatch(events)), static results => results?.Results);

    /// <inheritdoc/>
    public Task<bool> Adopt(ParkedEvent parked) => GrainCalls.Answer(grain.Adopt(new ParkedMessage(parked)));

    /// <inheritdoc/>
    public Task<Resumption?> Resume() => GrainCalls.Answer(grain.Resume(), static answer => answer?.Resumption);

    /// <inheritdoc/>
    public async ValueTask<TaxpayerId?> Owner()
    {
        var digits = await GrainCalls.Ask(grain.Owner, scheduler);
        return digits is null ? null
            : TaxpayerId.TryParse(digits, out var owner) ? owner
            : throw new CorruptRecordException($"'{digits}' is no taxpayer.");
    }

    private async Task<Decision> Ask(DateOnly? on)
    {
        var decision = (await GrainCalls.Ask(() => grain.Decide(on), scheduler)).Decision;
        if (decision.Taxpayer is { } owner)
        {
            _owner ??= host.RootOf(owner);
        }

        return decision;
    }
}

using Clearance.Domain;
using Clearance.Entities;
using Clearance.Testing.Stores;

namespace Clearance.Silo.Tests.Running;

/// <summary>An engine that answers every question with an exception.</summary>
internal sealed class FaultyEngine(Exception fault) : Engine, IIntake, IEntityHost, IDeclaration
{
    /// <inheritdoc/>
    public override IIntake Intake => this;

    /// <inheritdoc/>
    public override IEntityHost Entities => this;

    /// <inheritdoc/>
    public override IClearanceStore Store => Memory;

    /// <summary>The store.</summary>
    public InMemoryStore Memory { get; } = new();

    /// <inheritdoc/>
    public override TimeProvider Clock => TimeProvider.System;

    /// <inheritdoc/>
    public override EngineLoad Load => new(1, TimeSpan.FromSeconds(2), 3, 4, 5, 6);

    /// <inheritdoc/>
    public override string StoreName => "nothing";

    public override string StorePlace => "nowhere";

    /// <inheritdoc/>
    public Task<IReadOnlyList<EventResult>> Take(
        EventStream stream, IReadOnlyList<ReadOnlyMemory<byte>> events, CancellationToken cancel) =>
        Task.FromException<IReadOnlyList<EventResult>>(fault);

    /// <inheritdoc/>
    public ITaxpayer Taxpayer(TaxpayerId id) => throw fault;

    /// <inheritdoc/>
    public IDeclaration Declaration(DeclarationKey key) => this;

    /// <inheritdoc/>
    public ValueTask<Decision> Decide(DateOnly? on) => ValueTask.FromException<Decision>(fault);

    /// <inheritdoc/>
    public Task<IReadOnlyList<EventResult>?> Apply(IReadOnlyList<IntakeEvent> events) =>
        Task.FromException<IReadOnlyList<EventResult>?>(fault);

    /// <inheritdoc/>
    public ValueTask<TaxpayerId?> Owner() => ValueTask.FromException<TaxpayerId?>(fault);

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => Memory.DisposeAsync();
}

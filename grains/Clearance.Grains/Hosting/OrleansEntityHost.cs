using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Grains;

/// <summary>Finds entities among the grains of a cluster, from within a silo or from a client of it.</summary>
/// <param name="grains">Makes references to grains.</param>
/// <param name="roots">The ledgers active in this process; those of a client are none.</param>
/// <param name="scheduler">Waits.</param>
public sealed class OrleansEntityHost(IGrainFactory grains, LocalRoots roots, IEntityScheduler scheduler) : IEntityHost
{
    internal LocalRoots Roots => roots;

    /// <inheritdoc/>
    public ITaxpayer Taxpayer(TaxpayerId id) =>
        new TaxpayerProxy(id, grains.GetGrain<ITaxpayerGrain>(GrainKeys.Of(id)), roots, scheduler);

    /// <inheritdoc/>
    public IDeclaration Declaration(DeclarationKey key) =>
        new DeclarationProxy(grains.GetGrain<IDeclarationGrain>(GrainKeys.Of(key)), scheduler);
}

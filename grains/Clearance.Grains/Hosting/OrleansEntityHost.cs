using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Grains;

/// <summary>Finds entities among the grains of a cluster, from within a silo or from a client of it.</summary>
/// <param name="grains">Makes references to grains.</param>
/// <param name="roots">The ledgers active in this process; those of a client are none.</param>
/// <param name="scheduler">Waits.</param>
public sealed class OrleansEntityHost(IGrainFactory grains, LocalRoots roots, IEntityScheduler scheduler) : IEntityHost
{
    private const int References = 16_384;

    private readonly RecentReferences<TaxpayerId, TaxpayerProxy> _taxpayers = new(
        References, id => new TaxpayerProxy(id, grains.GetGrain<ITaxpayerGrain>(GrainKeys.Of(id)), roots, scheduler));

    private readonly RecentReferences<DeclarationKey, DeclarationProxy> _declarations = new(
        References, key => new DeclarationProxy(grains.GetGrain<IDeclarationGrain>(GrainKeys.Of(key)), scheduler));

    internal LocalRoots Roots { get; } = roots;

    /// <inheritdoc/>
    public ITaxpayer Taxpayer(TaxpayerId id) => _taxpayers.Of(id);

    /// <inheritdoc/>
    public IDeclaration Declaration(DeclarationKey key) => _declarations.Of(key);
}

using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Grains;

/// <summary>Finds entities among the grains of a cluster, from within a silo or from a client of it.</summary>
public sealed class OrleansEntityHost : IEntityHost
{
    private const int References = 65_536;

    private readonly RecentReferences<TaxpayerId, TaxpayerProxy> _taxpayers;
    private readonly RecentReferences<DeclarationKey, DeclarationProxy> _declarations;

    /// <param name="grains">Makes references to grains.</param>
    /// <param name="roots">The ledgers active in this process; those of a client are none.</param>
    /// <param name="scheduler">Waits.</param>
    public OrleansEntityHost(IGrainFactory grains, LocalRoots roots, IEntityScheduler scheduler)
    {
        Roots = roots;
        _taxpayers = new(
            References, id => new TaxpayerProxy(id, grains.GetGrain<ITaxpayerGrain>(GrainKeys.Of(id)), roots, scheduler));
        _declarations = new(
            References, key => new DeclarationProxy(key, grains.GetGrain<IDeclarationGrain>(GrainKeys.Of(key)), this, scheduler));
    }

    internal LocalRoots Roots { get; }

    /// <inheritdoc/>
    public ITaxpayer Taxpayer(TaxpayerId id) => _taxpayers.Of(id);

    /// <inheritdoc/>
    public IDeclaration Declaration(DeclarationKey key) => _declarations.Of(key);

    /// <summary>A reader of a ledger's published root, wherever the ledger lives.</summary>
    internal IPublishesRoot RootOf(TaxpayerId id) => _taxpayers.Of(id);
}

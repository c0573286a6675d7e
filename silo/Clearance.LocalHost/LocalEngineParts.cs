using Clearance.Entities;

namespace Clearance.LocalHost;

/// <summary>What an engine is put together of: a simulation puts itself in between, to look on and to plant faults.</summary>
internal class LocalEngineParts
{
    /// <summary>What entities, intake and messages are given.</summary>
    public virtual EntityServices Services(EntityServices services) => services;

    /// <summary>The entities.</summary>
    public virtual EntityFactory Entities(Func<EntityServices> services, EventHasher hasher) => EntityFactory.Of(
        id => new TaxpayerEntity(id, services(), hasher),
        key => new DeclarationEntity(key, services()));
}

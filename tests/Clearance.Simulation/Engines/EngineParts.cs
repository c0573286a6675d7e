using Clearance.Entities;
using Clearance.LocalHost;
using Clearance.Simulation.Planted;
using Clearance.Simulation.Stores;

namespace Clearance.Simulation.Engines;

/// <summary>An engine's parts as they are, each ledger with its own view of the store and somebody looking on.</summary>
internal sealed class EngineParts(SimulatedEngine engine) : LocalEngineParts
{
    /// <summary>In a cluster somebody else delivers what is stored: <see cref="IntentPump"/>.</summary>
    public override EntityServices Services(EntityServices services) =>
        engine.Store.IsCluster ? services with { Intents = new Elsewhere() } : services;

    public override EntityFactory Entities(Func<EntityServices> services, EventHasher hasher) => EntityFactory.Of(
        id =>
        {
            var own = services() with { Store = new LedgerView(engine.Store, id) };
            var entity = new TaxpayerEntity(id, own, hasher);
            var watched = engine.Store.Disk.Sabotage.Is(PlantedFault.TornRoot)
                ? new TornTaxpayer(id, entity, engine.Store.Disk.Poison)
                : new WatchedTaxpayer(id, entity, engine.Store.Disk.Poison);
            engine.Watch(id, watched);
            return watched;
        },
        key => new DeclarationEntity(key, services()));

    private sealed class Elsewhere : IIntentSink
    {
        public void Enqueue(IntentWrite intent)
        {
        }

        public void LookAgain()
        {
        }
    }
}

using Clearance.Domain;
using Clearance.Testing.Stores;

namespace Clearance.Grains.Tests.Conformance;

/// <summary>Mistakes the simulation found that a few events and one bad moment show again, on every host.</summary>
public abstract partial class SimulationFindings
{
    private static TaxpayerId Third => TaxpayerId.TryParse("000000000001", out var id) ? id : default;

    protected abstract Task<TestedHost> Start(HostSettings? settings = null, InMemoryStore? store = null);
}

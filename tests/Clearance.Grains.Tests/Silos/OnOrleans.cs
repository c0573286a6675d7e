using Clearance.Grains.Tests.Conformance;
using Clearance.Testing.Stores;

namespace Clearance.Grains.Tests.Silos;

public sealed class OnOrleans : HostConformance
{
    protected override Task<TestedHost> Start(HostSettings? settings = null, InMemoryStore? store = null) =>
        ClusterTestedHost.Start(settings, store);
}

public sealed class OnOrleansAgain : SimulationFindings
{
    protected override Task<TestedHost> Start(HostSettings? settings = null, InMemoryStore? store = null) =>
        ClusterTestedHost.Start(settings, store);
}

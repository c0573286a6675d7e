using Clearance.Testing.Stores;

namespace Clearance.Grains.Tests.Conformance;

public sealed class OnLocalHost : HostConformance
{
    protected override Task<TestedHost> Start(HostSettings? settings = null, InMemoryStore? store = null) =>
        LocalTestedHost.Start(settings, store);
}

public sealed class OnLocalHostAgain : SimulationFindings
{
    protected override Task<TestedHost> Start(HostSettings? settings = null, InMemoryStore? store = null) =>
        LocalTestedHost.Start(settings, store);
}

using Clearance.Entities;
using Clearance.Grains;

namespace Clearance.LoadTests;

/// <summary>Silos of Orleans in this process, to be measured.</summary>
internal static class SiloEngine
{
    private static readonly OrleansEngineOptions Options = new()
    {
        ActivatedAtStart = 0,
        TaxpayerIdleAfter = TimeSpan.FromHours(1),
        DeclarationIdleAfter = TimeSpan.FromHours(1),
    };

    /// <summary>A silo of its own.</summary>
    public static Task<EntityEngine> Alone(IClearanceStore store, CancellationToken cancel) => Start(store, Options, cancel);

    /// <summary>A silo of the cluster whose table is reached so.</summary>
    public static Task<EntityEngine> Of(string cluster, IClearanceStore store, CancellationToken cancel) =>
        Start(store, Options with { Cluster = new SiloCluster(cluster) }, cancel);

    private static async Task<EntityEngine> Start(IClearanceStore store, OrleansEngineOptions options, CancellationToken cancel) =>
        await OrleansEngine.Start(store, new OrleansScheduler(TimeProvider.System), options, cancel: cancel);
}

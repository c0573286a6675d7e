using Clearance.Domain;
using Clearance.Grains.Tests.Conformance;
using Clearance.Testing.Stores;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace Clearance.Grains.Tests.Silos;

/// <summary>
/// Silos of Orleans in this process. Their calls of each other are carried as between processes; how they find each other and their
/// grains is the test host's own, and they share a store that knows of one process. <see cref="ThreeSilos"/> have neither.
/// </summary>
internal sealed class ClusterTestedHost : TestedHost
{
    private readonly InProcessTestCluster _cluster;
    private readonly OrleansEngine[] _engines;
    private readonly Counting _counting;

    private ClusterTestedHost(InMemoryStore store, InProcessTestCluster cluster, OrleansEngine[] engines, Counting counting)
        : base(store, engines[0], engines[^1]) => (_cluster, _engines, _counting) = (cluster, engines, counting);

    public override long ActiveLedgers => _engines.Sum(static engine => engine.Roots.Count);

    public override int Conflicts => _counting.Conflicts;

    public static async Task<TestedHost> Start(HostSettings? settings, InMemoryStore? store)
    {
        settings ??= new HostSettings();
        store ??= new InMemoryStore();
        var counting = new Counting();
        var builder = new InProcessTestClusterBuilder((short)(settings.HasFar ? 2 : 1));
        builder.Options.InitializeClientOnDeploy = false;
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) =>
            silo.AddClearanceGrains(store, new OrleansScheduler(TimeProvider.System), Of(settings), counting));
        var cluster = builder.Build();
        try
        {
            await cluster.DeployAsync();
            OrleansEngine[] engines = [.. cluster.Silos.Select(static silo => silo.ServiceProvider.GetRequiredService<OrleansEngine>())];
            foreach (var engine in engines)
            {
                await engine.Begin(CancellationToken.None);
            }

            return new ClusterTestedHost(store, cluster, engines, counting);
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public override void LetGo(TaxpayerId taxpayer) => Array.ForEach(_engines, engine => engine.Roots.LetGo(taxpayer));

    public override async ValueTask DisposeAsync()
    {
        foreach (var engine in _engines)
        {
            await engine.DisposeAsync();
        }

        await _cluster.DisposeAsync();
    }

    private static OrleansEngineOptions Of(HostSettings settings) => new()
    {
        SettleWithin = settings.SettleWithin,
        DeliveryDelay = settings.DeliveryDelay,
        Entities = settings.Entities,
        WaitingCallsMax = settings.WaitingCallsMax,
        TaxpayerIdleAfter = settings.TaxpayerIdleAfter,
    };
}

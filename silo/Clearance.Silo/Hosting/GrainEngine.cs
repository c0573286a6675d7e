using Clearance.Entities;
using Clearance.Grains;
using Clearance.Storage;

namespace Clearance.Silo;

/// <summary>The engine of grains: a silo of Orleans of its own, over an open store.</summary>
internal static class GrainEngine
{
    /// <summary>Starts it on an open store.</summary>
    public static async Task<Engine> Start(
        OpenStore opened, SiloSettings settings, IEntityObserver observer, ILoggerFactory loggers,
        CancellationToken cancel)
    {
        var options = new OrleansEngineOptions
        {
            SettleWithin = settings.SettleTimeout,
            DeliveryDelay = settings.DeliveryDelay,
            TaxpayerIdleAfter = settings.LedgerIdle,
            DeclarationIdleAfter = settings.DeclarationIdle,
            MemoryLoadMax = settings.MemoryPercentMax / 100.0,
            WaitingCallsMax = settings.WaitingCallsMax,
            // A silo that cannot end in order by then leaves the cluster all the same, while there is time for it.
            StopWithin = settings.StopTimeout * 0.75,
            SiloPort = settings.SiloPort == 0 ? null : settings.SiloPort,
            GatewayPort = settings.GatewayPort == 0 ? null : settings.GatewayPort,
            Cluster = settings.PostgresCluster
                ? new SiloCluster(PostgresStore.ConnectionOfSilos(settings.PostgresConnectionString)) { Address = settings.SiloAddress }
                : null,
        };
#if WITH_DASHBOARD
        if (settings.DashboardPort != 0)
        {
            options = options with { Shell = () => DashboardShell.Create(settings.DashboardPort, settings.DashboardKey) };
        }
#endif

        var engine = await OrleansEngine.Start(
            opened.Store, new OrleansScheduler(TimeProvider.System), options, observer, loggers, cancel);
        return new EmbeddedEngine(
            opened, engine, engine.Services, engine.Intake, settings.PostgresCluster ? () => Silos(engine.Grains) : null);
    }

    private static async Task<IReadOnlyList<SiloState>> Silos(IGrainFactory grains)
    {
        var members = await grains.GetGrain<IManagementGrain>(0).GetDetailedHosts();
        return
        [
            .. members.OrderBy(static it => it.SiloName, StringComparer.Ordinal).Select(static it => new SiloState(
                it.SiloAddress.ToParsableString(), it.Status.ToString(), it.StartTime, it.IAmAliveTime)),
        ];
    }
}

using Clearance.Entities;
using Clearance.Grains;
using Clearance.Storage;

namespace Clearance.Silo;

/// <summary>The engine of grains: a silo of Orleans of its own, over the embedded store.</summary>
internal static class GrainEngine
{
    /// <summary>Starts it on an open store.</summary>
    public static async Task<Engine> Start(
        SqliteStore store, SiloSettings settings, IEntityObserver observer, ILoggerFactory loggers,
        CancellationToken cancel)
    {
        var options = new OrleansEngineOptions
        {
            SettleWithin = settings.SettleTimeout,
            DeliveryDelay = settings.DeliveryDelay,
            TaxpayerIdleAfter = settings.LedgerIdle,
            DeclarationIdleAfter = settings.DeclarationIdle,
            MemoryLoadMax = settings.MemoryPercentMax / 100.0,
            StopWithin = settings.StopTimeout,
        };
        var engine = await OrleansEngine.Start(
            store, new OrleansScheduler(TimeProvider.System), options, observer, loggers, cancel);
        return new EmbeddedEngine(store, engine, engine.Services, engine.Intake);
    }
}

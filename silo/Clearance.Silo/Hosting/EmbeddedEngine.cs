using Clearance.Entities;
using Clearance.LocalHost;
using Clearance.Storage;

namespace Clearance.Silo;

/// <summary>An engine in this process over the embedded store.</summary>
/// <param name="store">The store; closed after the engine.</param>
/// <param name="engine">What is to be ended.</param>
/// <param name="services">What its entities are given.</param>
/// <param name="intake">Its way in.</param>
internal sealed class EmbeddedEngine(
    SqliteStore store, IAsyncDisposable engine, EntityServices services, IIntake intake) : Engine
{
    /// <inheritdoc/>
    public override IIntake Intake => intake;

    /// <inheritdoc/>
    public override IEntityHost Entities => services.Host;

    /// <inheritdoc/>
    public override IClearanceStore Store => store;

    /// <inheritdoc/>
    public override TimeProvider Clock => services.Scheduler.Clock;

    /// <inheritdoc/>
    public override string StoreName => "SQLite";

    /// <summary>Starts an engine of mailboxes on an open store.</summary>
    public static async Task<Engine> Local(
        SqliteStore store, SiloSettings settings, IEntityObserver observer, CancellationToken cancel)
    {
        var options = new LocalEngineOptions
        {
            SettleWithin = settings.SettleTimeout,
            DeliveryDelay = settings.DeliveryDelay,
            Host = new LocalHostOptions
            {
                TaxpayerIdleAfter = settings.LedgerIdle,
                DeclarationIdleAfter = settings.DeclarationIdle,
                MemoryLoadMax = settings.MemoryPercentMax / 100.0,
            },
        };
        var engine = await LocalEngine.Start(
            store, new ThreadPoolScheduler(TimeProvider.System), options, observer, cancel);
        return new EmbeddedEngine(store, engine, engine.Services, engine.Intake);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await engine.DisposeAsync();
        await store.DisposeAsync();
    }
}

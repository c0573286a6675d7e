using Clearance.Entities;
using Clearance.LocalHost;
using Clearance.Storage;

namespace Clearance.Silo;

/// <summary>The engine in this process over the embedded store.</summary>
internal sealed class EmbeddedEngine : Engine
{
    private readonly SqliteStore store;
    private readonly LocalEngine engine;

    private EmbeddedEngine(SqliteStore store, LocalEngine engine)
    {
        this.store = store;
        this.engine = engine;
    }

    /// <inheritdoc/>
    public override IIntake Intake => engine.Intake;

    /// <inheritdoc/>
    public override IEntityHost Entities => engine.Host;

    /// <inheritdoc/>
    public override IClearanceStore Store => store;

    /// <inheritdoc/>
    public override TimeProvider Clock => engine.Services.Scheduler.Clock;

    /// <inheritdoc/>
    public override string StoreName => "SQLite";

    /// <summary>Opens the store and starts the engine on it.</summary>
    public static async Task<Engine> Open(SiloSettings settings, IEntityObserver observer, CancellationToken cancel)
    {
        var store = await SqliteStore.OpenAsync(
            new SqliteStoreOptions { Directory = settings.Data, CacheMegabytes = settings.StoreCacheMegabytes }, cancel);
        try
        {
            var scheduler = new ThreadPoolScheduler(TimeProvider.System);
            return new EmbeddedEngine(
                store, await LocalEngine.Start(store, scheduler, OptionsOf(settings), observer, cancel));
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await engine.DisposeAsync();
        await store.DisposeAsync();
    }

    private static LocalEngineOptions OptionsOf(SiloSettings settings) => new()
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
}

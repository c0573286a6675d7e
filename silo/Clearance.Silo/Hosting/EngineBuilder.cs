using Clearance.Entities;
#if WITH_ORLEANS
using Clearance.Grains;
#endif
using Clearance.Storage;

namespace Clearance.Silo;

/// <summary>Opens an engine, or throws why it cannot be opened.</summary>
internal delegate Task<Engine> OpenEngine(SiloSettings settings, ILoggerFactory loggers, CancellationToken cancel);

/// <summary>A store, opened.</summary>
/// <param name="Store">The store.</param>
/// <param name="Name">What it is called, for people.</param>
/// <param name="Place">Where it is, for people.</param>
internal sealed record OpenStore(IClearanceStore Store, string Name, string Place);

/// <summary>Chooses what the engine is made of.</summary>
internal static class EngineBuilder
{
    /// <summary>Opens the engine that the settings ask for; what they may ask for was judged when they were read.</summary>
    public static async Task<Engine> Open(SiloSettings settings, ILoggerFactory loggers, CancellationToken cancel)
    {
        var flows = new Flows(TimeProvider.System);
        var measures = new EngineMeasures(flows.Banks, settings.Telemetry.Metrics ? EngineMeter.Instance : null);
        var observer = new LoggingObserver(loggers.CreateLogger("Clearance.Entities"), measures);
        var store = await OpenStore(settings, loggers, cancel);
        try
        {
            var engine = settings.Host switch
            {
                HostKind.Local => await EmbeddedEngine.Local(store, settings, observer, cancel),
#if WITH_ORLEANS
                HostKind.Orleans => await GrainEngine.Start(store, settings, observer, loggers, cancel),
#else
                HostKind.Orleans => throw new SettingsException(
                    "Clearance:Host is 'Orleans': this build has no Orleans in it."),
#endif
            };
            engine.Flows = flows;
            return engine;
        }
        catch
        {
            await store.Store.DisposeAsync();
            throw;
        }
    }

    private static async Task<OpenStore> OpenStore(SiloSettings settings, ILoggerFactory loggers, CancellationToken cancel)
    {
        if (settings.Store == StoreKind.Sqlite)
        {
            var options = new SqliteStoreOptions { Directory = settings.Data, CacheMegabytes = settings.StoreCacheMegabytes };
            return new OpenStore(await SqliteStore.OpenAsync(options, cancel), "SQLite", settings.Data);
        }

        var postgres = new PostgresStoreOptions
        {
            ConnectionString = settings.PostgresConnectionString,
            Lanes = settings.PostgresLanes,
            Cluster = settings.PostgresCluster,
        };
        if (settings.Store == StoreKind.AdoNet)
        {
#if WITH_ORLEANS
            var records = await RecordDatabase.OpenAsync(
                postgres, new RecordStoreOptions(), (sessions, c) => GrainRecordTable.Open(sessions, loggers, c), cancel);
            return new OpenStore(records, "of single records", records.Place);
#else
            throw new SettingsException("Clearance:Store:Provider is 'adonet': this build has no Orleans in it.");
#endif
        }

        var store = await PostgresStore.OpenAsync(postgres, cancel);
        return new OpenStore(store, "PostgreSQL", store.Place);
    }
}

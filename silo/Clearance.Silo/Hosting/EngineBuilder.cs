namespace Clearance.Silo;

/// <summary>Opens an engine, or throws why it cannot be opened.</summary>
internal delegate Task<Engine> OpenEngine(SiloSettings settings, ILoggerFactory loggers, CancellationToken cancel);

/// <summary>Chooses what the engine is made of.</summary>
internal static class EngineBuilder
{
    /// <summary>Opens the engine that the settings ask for; what they may ask for was judged when they were read.</summary>
    public static async Task<Engine> Open(SiloSettings settings, ILoggerFactory loggers, CancellationToken cancel)
    {
        var observer = new LoggingObserver(loggers.CreateLogger("Clearance.Entities"));
        return settings.Host switch
        {
            HostKind.Local => await EmbeddedEngine.Open(settings, observer, cancel),
            HostKind.Orleans => throw new SettingsException("Clearance:Host is 'Orleans': this build has no Orleans in it."),
        };
    }
}

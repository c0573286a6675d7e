using Clearance.Entities;
using Clearance.Testing.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
#if WITH_ORLEANS
using Microsoft.Extensions.Logging.Abstractions;
#endif

namespace Clearance.Silo.Tests.Running;

/// <summary>Silos in this process, for what a real one cannot be made to do.</summary>
internal static class Silos
{
    /// <summary>A silo that is not started, over an engine of the test's. It logs about security alone.</summary>
    public static WebApplication Build(Engine? engine = null, params string[] options) => SiloApp.Build(
        SettingsReader.Read(["--urls", "http://127.0.0.1:0", "--data", Path.GetTempPath(), .. options]).Settings,
        new ConfigurationBuilder()
            .AddInMemoryCollection([new("LogLevel:Default", "None"), new($"LogLevel:{SecurityLog.Category}", "Information")])
            .Build(),
        (_, _, _) => Task.FromResult(engine!));

    /// <summary>A silo that is not started, over an engine of any host and a store in memory.</summary>
    public static async Task<WebApplication> Over(InMemoryStore store, params string[] options)
    {
        var settings = SettingsReader.Read(["--data", Path.GetTempPath(), .. options]).Settings;
        var opened = new OpenStore(store, "memory", "nowhere");
        Engine engine = settings.Host switch
        {
            HostKind.Local => await EmbeddedEngine.Local(opened, settings, SilentObserver.Instance, CancellationToken.None),
#if WITH_ORLEANS
            HostKind.Orleans => await GrainEngine.Start(
                opened, settings, SilentObserver.Instance, NullLoggerFactory.Instance, CancellationToken.None),
#endif
            _ => throw new ArgumentException($"No engine is hosted by {settings.Host} in this build.", nameof(options)),
        };
        return Build(engine, options);
    }

    /// <summary>A connection to a silo that is started.</summary>
    public static HttpClient Connect(WebApplication app) => new() { BaseAddress = new Uri(app.Urls.Single()) };
}

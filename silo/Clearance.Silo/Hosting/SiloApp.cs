using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Clearance.Silo;

/// <summary>Puts the silo together: nothing ambient, so that only <see cref="SettingsTable"/> decides where it listens.</summary>
internal static class SiloApp
{
    private const int HeaderBytesMax = 16 * 1024;
    private const int RequestLineBytesMax = 4 * 1024;

    /// <summary>Builds the silo; nothing is opened yet.</summary>
    public static WebApplication Build(SiloSettings settings, IConfiguration logging, OpenEngine open)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(SiloApp).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        AddLogging(builder.Logging, logging, settings.Telemetry);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, settings));
        builder.Services
            .AddRoutingCore()
            .Configure<ConsoleLifetimeOptions>(lifetime => lifetime.SuppressStatusMessages = true)
            .Configure<HostOptions>(host => host.ShutdownTimeout = StopPlan.BeforeTheEngine(settings))
            .AddSingleton(settings)
            .AddSingleton(open)
            .AddSingleton(new BodyReader(settings.BodyBytesMax, settings.BodyBytesInFlightMax))
            .AddSingleton<StopPlan>()
            .AddSingleton<EngineService>()
            .AddSingleton<KafkaService>()
            .AddSingleton<Readiness>()
            .AddSingleton<JournalFeed>()
            .AddSingleton<IOfficers, NamedOfficers>()
            .AddSingleton<CensusService>()
            .AddSingleton<OperationsBoard>()
            .AddSingleton<StateGauges>()
            .AddSingleton<TelemetryService>()
            .AddSingleton<TrustedKeys>()
            .AddSingleton<SignatureDoor>()
            .AddSingleton<SignedCalls>()
            .AddSingleton<TokenKeys>()
            .AddSingleton<RevokedTokensEndpoint>()
            // First, for a file that cannot be read is refused before a store is opened.
            .AddHostedService(services => services.GetRequiredService<TrustedKeys>())
            .AddHostedService(services => services.GetRequiredService<TokenKeys>())
            // In this order: events are read only while the engine is open.
            .AddHostedService(services => services.GetRequiredService<EngineService>())
            .AddHostedService(services => services.GetRequiredService<KafkaService>())
            .AddHostedService<MoveService>()
            .AddHostedService(services => services.GetRequiredService<CensusService>())
            .AddHostedService(services => services.GetRequiredService<TelemetryService>());

        var app = builder.Build();
        app.UseMiddleware<RequestSpans>();
        app.UseMiddleware<HttpGuard>();
        app.MapSilo();
        return app;
    }

    private static void AddLogging(ILoggingBuilder logging, IConfiguration configuration, TelemetryOptions telemetry) => logging
        .SetMinimumLevel(LogLevel.Information)
        .AddFilter("Microsoft", LogLevel.Warning)
        // As long as it may log anything, it makes a trace's activity and a scope for every call, for nobody.
        .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None)
        .AddFilter("Orleans", LogLevel.Warning)
        // Until its first look is over it counts from the machine's start, and says so at one start in many.
        .AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error)
        // Orleans places grains by it, and it tells of its tries.
        .AddFilter("Polly", LogLevel.Warning)
        // A start that fails is one clear line of Program's, not a stack trace.
        .AddFilter("Microsoft.Extensions.Hosting", LogLevel.Critical)
        .AddConfiguration(configuration)
        .AddPlainConsole(telemetry.LogsAreJson);

    private static void Configure(KestrelServerOptions kestrel, SiloSettings settings)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = settings.BodyBytesMax;
        kestrel.Limits.MaxRequestHeadersTotalSize = HeaderBytesMax;
        kestrel.Limits.MaxRequestLineSize = RequestLineBytesMax;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        foreach (var address in settings.Urls)
        {
            if (address.Ip is { } ip)
            {
                kestrel.Listen(ip, address.Port, Http1);
            }
            else
            {
                kestrel.ListenLocalhost(address.Port, Http1);
            }
        }

        static void Http1(ListenOptions listen) => listen.Protocols = HttpProtocols.Http1;
    }
}

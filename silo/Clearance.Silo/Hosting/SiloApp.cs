using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Clearance.Silo;

/// <summary>Puts the silo together: nothing ambient, so that only <see cref="SettingsTable"/> decides where it listens.</summary>
internal static class SiloApp
{
    private const int HeaderBytesMax = 16 * 1024;
    private const int RequestLineBytesMax = 4 * 1024;
    private const int HeadersMax = 64;
    private static readonly TimeSpan HandshakeWithin = TimeSpan.FromSeconds(10);

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
            .AddAccess(settings)
            .AddSingleton<ICertificateExpiry>(services => services.GetRequiredService<EngineService>())
            .AddSingleton<CensusService>()
            .AddSingleton<OperationsBoard>()
            .AddSingleton<ICertificateExpiry>(static services => services.GetRequiredService<AccessKeeper>())
            .AddSingleton<ICertificateExpiry>(static services => services.GetRequiredService<TrustedKeys>())
            .AddSingleton<ICertificateExpiry, KafkaCertificate>()
            .AddSingleton<StateGauges>()
            .AddSingleton<TelemetryService>()
            .AddSingleton<TrustedKeys>()
            .AddSingleton<SignatureDoor>()
            .AddSingleton<SignedCalls>()
            .AddSingleton<TokenKeys>()
            .AddSingleton<RevokedTokensEndpoint>()
            .AddSingleton<JournalHeadEndpoint>()
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
        if (settings.AdminUrls.Count > 0)
        {
            app.UseMiddleware<AdminDoor>();
        }

        app.UseMiddleware<RequestSpans>();
        app.UseMiddleware<HttpGuard>();
        if (settings.HasAccess || settings.ClientLimit != ClientLimit.None)
        {
            app.UseMiddleware<AccessGuard>();
        }

        app.MapSilo();
        return app;
    }

    private static IServiceCollection AddAccess(this IServiceCollection services, SiloSettings settings)
    {
        _ = settings.HasAccess
            ? services.AddSingleton<IOfficers, AuthenticatedOfficers>()
            : services.AddSingleton<IOfficers, NamedOfficers>();
        return services
            .AddSingleton(TimeProvider.System)
            .AddSingleton<SecurityLog>()
            .AddSingleton<ClientLimits>()
            .AddSingleton<AccessKeeper>()
            .AddHostedService(services => services.GetRequiredService<AccessKeeper>());
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
        kestrel.Limits.MaxRequestHeaderCount = HeadersMax;
        kestrel.Limits.MaxConcurrentConnections = settings.ConnectionsMax;
        // Who sends a body, or takes an answer, slower than by the letter is not waited for.
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        kestrel.Limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        Listen(kestrel, settings.Urls, static _ => { });
        Listen(kestrel, settings.AdminUrls, AdminDoor.Open);
    }

    private static void Listen(KestrelServerOptions kestrel, IReadOnlyList<ListenAddress> addresses, Action<ListenOptions> also)
    {
        foreach (var address in addresses)
        {
            if (address.Ip is { } ip)
            {
                kestrel.Listen(ip, address.Port, listen => Configure(listen, address, also));
            }
            else
            {
                kestrel.ListenLocalhost(address.Port, listen => Configure(listen, address, also));
            }
        }
    }

    private static void Configure(ListenOptions listen, ListenAddress address, Action<ListenOptions> also)
    {
        also(listen);
        listen.Protocols = HttpProtocols.Http1;
        if (address.IsTls)
        {
            // Of each connection anew: a certificate that is replaced, or a first caller with one, takes no restart.
            var access = listen.ApplicationServices.GetRequiredService<AccessKeeper>();
            listen.UseHttps(new TlsHandshakeCallbackOptions
            {
                HandshakeTimeout = HandshakeWithin,
                OnConnection = _ => ValueTask.FromResult(access.Tls.Options(access.Rules is { HasCertificates: true })),
            });
        }
    }
}

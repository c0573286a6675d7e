using Clearance.Entities;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Clearance.Silo;

/// <summary>Shows what is measured at <c>/metrics</c>, and sends it and traces where the operator says.</summary>
/// <remarks>What the store must be asked is asked when somebody looks, and never longer than a look may take: the last answer stays, and its age is shown.</remarks>
internal sealed partial class TelemetryService(
    SiloSettings settings, EngineService engine, Readiness readiness, StateGauges gauges, ILogger<TelemetryService> logger)
    : IHostedService, IDisposable
{
    /// <summary>Where the metrics are.</summary>
    public const string Path = "/metrics";

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan SendEvery = TimeSpan.FromSeconds(15);

    private readonly Lock gate = new();
    private readonly CancellationTokenSource closing = new();
    private readonly MeterProvider? meters = settings.Telemetry.Metrics ? BuildMeters(settings.Telemetry) : null;
    private readonly TracerProvider? traces = settings.Telemetry.Otlp is null ? null : BuildTraces(settings.Telemetry);
    private Task reading = Task.CompletedTask;
    private Task keeping = Task.CompletedTask;
    private long readAt;
    private StateReader? reader;

    /// <summary>Maps <c>/metrics</c>, unless nothing is measured.</summary>
    public void Map(WebApplication app)
    {
        if (meters is not null)
        {
            EngineMeter.Begin();
            app.MapPrometheusScrapingEndpoint(Path, meters, pipeline => pipeline.Use(Refresh), null)
                .WithMetadata(new HttpMethodMetadata([HttpMethods.Get]))
                .For(Roles.Operator | Roles.Auditor);
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        keeping = meters is not null && settings.Telemetry.Otlp is not null ? Keep() : Task.CompletedTask;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await closing.CancelAsync();
        await Task.WhenAll(keeping, reading).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        meters?.Dispose();
        traces?.Dispose();
        closing.Dispose();
    }

    private static MeterProvider BuildMeters(TelemetryOptions options)
    {
        var builder = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(Describe)
            .AddMeter([Tracing.Name, "Microsoft.AspNetCore.Hosting", "System.Runtime", .. options.Orleans ? (string[])["Microsoft.Orleans"] : []])
            .AddPrometheusExporter(prometheus =>
            {
                prometheus.ScopeInfoEnabled = false;
                prometheus.TargetInfoEnabled = false;

                // Who asks again at once is told what is so then, and not what was kept for him.
                prometheus.ScrapeResponseCacheDurationMilliseconds = 0;
            });
        if (options.Otlp is { } otlp)
        {
            builder.AddOtlpExporter((exporter, reader) =>
            {
                exporter.Endpoint = otlp;
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)SendEvery.TotalMilliseconds;
            });
        }

        return builder.Build();
    }

    private static TracerProvider BuildTraces(TelemetryOptions options) => Sdk.CreateTracerProviderBuilder()
        .ConfigureResource(Describe)
        .AddSource(Tracing.Name)
        .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(options.TraceRatio)))
        .AddOtlpExporter(exporter => exporter.Endpoint = options.Otlp!)
        .Build();

    private static void Describe(ResourceBuilder resource) =>
        resource.AddService(Tracing.Name.ToLowerInvariant(), serviceVersion: SiloProcess.Version);

    private async Task Refresh(HttpContext context, RequestDelegate next)
    {
        await Refresh();
        await next(context);
    }

    private async Task Keep()
    {
        while (!closing.IsCancellationRequested)
        {
            await Refresh();
            await Task.Delay(SendEvery, closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Reads the engine's state, unless it was just read or is being read.</summary>
    private async Task Refresh()
    {
        Task now;
        lock (gate)
        {
            if (reading.IsCompleted && (readAt == 0 || TimeProvider.System.GetElapsedTime(readAt) > Fresh))
            {
                readAt = TimeProvider.System.GetTimestamp();
                reading = Read();
            }

            now = reading;
        }

        await Task.WhenAny(now, Task.Delay(Patience, closing.Token));
    }

    private async Task Read()
    {
        try
        {
            var opened = engine.Engine;
            reader ??= new StateReader(opened.Store, opened.Clock);
            gauges.Show(await reader.Read(opened, await readiness.NotReady() is null, closing.Token));
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
            // The engine stops.
        }
#pragma warning disable CA1031 // Whatever it is: the store cannot be asked, and the age of the last answer says so.
        catch (Exception failed)
#pragma warning restore CA1031
        {
            gauges.NotReady();
            LogUnread(failed);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "the state of the store cannot be read for the metrics now")]
    private partial void LogUnread(Exception failed);
}

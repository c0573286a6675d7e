using Clearance.Domain;
using Clearance.Entities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Clearance.Grains;

/// <summary>The engine around the grains of a silo.</summary>
public sealed class OrleansEngine : EntityEngine
{
    private IHost? _silo;

    internal OrleansEngine(
        IClearanceStore store, IEntityScheduler scheduler, OrleansEntityHost host, EventHasher hasher,
        OrleansEngineOptions options, IEntityObserver observer)
        : base(store, scheduler, host, hasher, options, observer) => Host = host;

    /// <summary>The entities.</summary>
    public OrleansEntityHost Host { get; }

    /// <summary>The grains of its cluster.</summary>
    public IGrainFactory Grains => _silo!.Services.GetRequiredService<IGrainFactory>();

    /// <summary>The ledgers active in this process.</summary>
    public LocalRoots Roots => Host.Roots;

    /// <summary>Starts a silo of its own on an open store. The store stays the caller's to close, after the engine.</summary>
    public static async Task<OrleansEngine> Start(
        IClearanceStore store, IEntityScheduler scheduler, OrleansEngineOptions? options = null,
        IEntityObserver? observer = null, ILoggerFactory? loggers = null, CancellationToken cancel = default)
    {
        options ??= new OrleansEngineOptions();
        var silo = Build(store, scheduler, options, observer ?? SilentObserver.Instance, loggers);
        try
        {
            await silo.StartAsync(cancel);
            var engine = silo.Services.GetRequiredService<OrleansEngine>();
            await engine.Begin(cancel);
            engine._silo = silo;
            return engine;
        }
        catch
        {
            // What has begun leaves its cluster in order: the others need not find out that it is gone.
            await silo.StopAsync(CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Close(silo);
            throw;
        }
    }

    /// <inheritdoc/>
    protected override (long Ledgers, long? Declarations) InMemory => (Roots.Count, null);

    /// <inheritdoc/>
    protected override void LetGo(TaxpayerId taxpayer) => Roots.LetGo(taxpayer);

    /// <inheritdoc/>
    protected override async ValueTask StopHost()
    {
        if (_silo is { } silo)
        {
            await silo.StopAsync(CancellationToken.None);
            await Close(silo);
        }
    }

    private static IHost Build(
        IClearanceStore store, IEntityScheduler scheduler, OrleansEngineOptions options, IEntityObserver observer,
        ILoggerFactory? loggers)
    {
        var (builder, build) = options.Shell();
        builder.Services
            .Configure<HostOptions>(host => host.ShutdownTimeout = options.StopWithin)
            .AddSingleton<IHostLifetime, InnerLifetime>();
        if (loggers is not null)
        {
            builder.Services.AddSingleton(loggers);
        }

        builder.UseOrleans(silo => silo.UseClearanceGrains(store, scheduler, options, observer));
        return build();
    }

    private static async ValueTask Close(IHost silo)
    {
        if (silo is IAsyncDisposable closing)
        {
            await closing.DisposeAsync();
        }
        else
        {
            silo.Dispose();
        }
    }

    /// <summary>The process is started and stopped by whoever hosts the engine: signals are theirs.</summary>
    private sealed class InnerLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

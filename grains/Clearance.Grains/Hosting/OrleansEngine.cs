using Clearance.Entities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Clearance.Grains;

/// <summary>The engine around the grains of a silo: store, group commit, intake, messages, sweep.</summary>
/// <remarks>
/// What an earlier process left is taken up at start: undelivered messages, then re-decisions that were cut short and
/// dates that passed. Queries are answered meanwhile.
/// </remarks>
public sealed class OrleansEngine : IAsyncDisposable
{
    private readonly OrleansEngineOptions _options;
    private readonly GroupCommitter _committer;
    private readonly IntentDispatcher _dispatcher;
    private readonly CancellationTokenSource _stop = new();
    private Task _sweeping = Task.CompletedTask;
    private IHost? _silo;

    internal OrleansEngine(
        IClearanceStore store, IEntityScheduler scheduler, IGrainFactory grains, LocalRoots roots,
        OrleansEngineOptions options, IEntityObserver observer)
    {
        _options = options;
        _committer = new GroupCommitter(store, TaskScheduler.Default, options.Commit);
        _dispatcher = new IntentDispatcher(scheduler) { DeliveryDelay = options.DeliveryDelay };
        Roots = roots;
        Host = new OrleansEntityHost(grains, roots);
        Hasher = new EventHasher(store.RegistrySecret);
        Services = new EntityServices
        {
            Store = store,
            Committer = _committer,
            Scheduler = scheduler,
            Host = Host,
            Intents = _dispatcher,
            Limits = options.Entities,
            Observer = observer,
        };
        Intake = new EventIntake(Services, Hasher, _dispatcher, options.SettleWithin);
    }

    /// <summary>What entities are given.</summary>
    public EntityServices Services { get; }

    /// <summary>Names events in the registry.</summary>
    public EventHasher Hasher { get; }

    /// <summary>The way in.</summary>
    public IIntake Intake { get; }

    /// <summary>The entities.</summary>
    public OrleansEntityHost Host { get; }

    /// <summary>The ledgers active in this process.</summary>
    public LocalRoots Roots { get; }

    /// <summary>Messages between ledgers not delivered yet.</summary>
    public int PendingIntents => _dispatcher.Pending;

    /// <summary>What group commit did.</summary>
    public GroupCommitCounts Commits => _committer.Counts;

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
            await Close(silo);
            throw;
        }
    }

    /// <summary>Takes up what an earlier process left; to be called once the silo is started.</summary>
    public async Task Begin(CancellationToken cancel)
    {
        await ActivateLargest(cancel);
        await _dispatcher.Start(Host, Services.Store, cancel);
        _sweeping = new LedgerSweeper(Services).Run(_stop.Token);
    }

    /// <summary>Ends what was begun, then the silo if it is this engine's own; what is under way is waited for.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        await _stop.CancelAsync();
        _dispatcher.Dispose();
        await Task.WhenAny(_sweeping);
        if (_silo is { } silo)
        {
            await silo.StopAsync(CancellationToken.None);
            await Close(silo);
        }

        _committer.Dispose();
        _stop.Dispose();
    }

    /// <summary>The largest ledgers are read before they are asked for; one that cannot be read stops itself alone.</summary>
    private async Task ActivateLargest(CancellationToken cancel)
    {
        foreach (var taxpayer in await Services.Store.LargestLedgers(_options.ActivatedAtStart, cancel))
        {
            try
            {
                await Host.Taxpayer(taxpayer).Root();
            }
            catch (CorruptRecordException corrupt)
            {
                Services.Observer.Parked(taxpayer.Value, string.Empty, corrupt);
            }
        }
    }

    private static IHost Build(
        IClearanceStore store, IEntityScheduler scheduler, OrleansEngineOptions options, IEntityObserver observer,
        ILoggerFactory? loggers)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services
            .Configure<HostOptions>(host => host.ShutdownTimeout = options.StopWithin)
            .AddSingleton<IHostLifetime, InnerLifetime>();
        if (loggers is not null)
        {
            builder.Services.AddSingleton(loggers);
        }

        builder.UseOrleans(silo => silo.UseClearanceGrains(store, scheduler, options, observer));
        return builder.Build();
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

using Clearance.Entities;

namespace Clearance.LocalHost;

/// <summary>How an engine of one process is run.</summary>
public sealed record LocalEngineOptions
{
    /// <summary>How long a call waits until its effects are visible. Default: 10 s.</summary>
    public TimeSpan SettleWithin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many of the largest ledgers are activated at start. Default: 16.</summary>
    public int ActivatedAtStart { get; init; } = 16;

    /// <summary>How long a message between ledgers waits before its delivery. Default: none; tests crash in between.</summary>
    public TimeSpan DeliveryDelay { get; init; }

    /// <summary>When entities leave memory.</summary>
    public LocalHostOptions Host { get; init; } = new();

    /// <summary>Bounds of the entities' work.</summary>
    public EntityLimits Entities { get; init; } = new();

    /// <summary>Bounds of a group commit.</summary>
    public GroupCommitLimits Commit { get; init; } = GroupCommitLimits.Default;

    /// <summary>Where group commits run. Default: the thread pool.</summary>
    public TaskScheduler Flights { get; init; } = TaskScheduler.Default;
}

/// <summary>The engine in one process: store, group commit, entities in mailboxes, intake, messages, sweep.</summary>
/// <remarks>
/// What an earlier process left is taken up at start: undelivered messages, then re-decisions that were cut short and
/// dates that passed. Queries are answered meanwhile.
/// </remarks>
public sealed class LocalEngine : IAsyncDisposable
{
    private readonly GroupCommitter _committer;
    private readonly IntentDispatcher _dispatcher;
    private readonly LocalEntityHost _host;
    private readonly CancellationTokenSource _stop = new();
    private Task _sweeping = Task.CompletedTask;

    private LocalEngine(
        IClearanceStore store, IEntityScheduler scheduler, LocalEngineOptions options, IEntityObserver observer,
        LocalEngineParts parts)
    {
        var hasher = new EventHasher(store.RegistrySecret);
        _committer = new GroupCommitter(store, options.Flights, options.Commit);
        _dispatcher = new IntentDispatcher(scheduler) { DeliveryDelay = options.DeliveryDelay };
        _host = new LocalEntityHost(scheduler, _ => parts.Entities(() => Services!, hasher), options.Host);
        Services = parts.Services(new EntityServices
        {
            Store = store,
            Committer = _committer,
            Scheduler = scheduler,
            Host = _host,
            Intents = _dispatcher,
            Limits = options.Entities,
            Observer = observer,
        });
        Intake = new EventIntake(Services, hasher, _dispatcher, options.SettleWithin);
    }

    /// <summary>What entities are given.</summary>
    public EntityServices Services { get; }

    /// <summary>The way in.</summary>
    public IIntake Intake { get; }

    /// <summary>The entities.</summary>
    public LocalEntityHost Host => _host;

    /// <summary>Messages between ledgers not delivered yet.</summary>
    public int PendingIntents => _dispatcher.Pending;

    /// <summary>What group commit did.</summary>
    public GroupCommitCounts Commits => _committer.Counts;

    internal IntentDispatcher Dispatcher => _dispatcher;

    /// <summary>Starts an engine on an open store. The store stays the caller's to close, after the engine.</summary>
    public static Task<LocalEngine> Start(
        IClearanceStore store, IEntityScheduler scheduler, LocalEngineOptions? options = null,
        IEntityObserver? observer = null, CancellationToken cancel = default) =>
        Start(store, scheduler, options, observer, new LocalEngineParts(), cancel);

    internal static async Task<LocalEngine> Start(
        IClearanceStore store, IEntityScheduler scheduler, LocalEngineOptions? options,
        IEntityObserver? observer, LocalEngineParts parts, CancellationToken cancel)
    {
        options ??= new LocalEngineOptions();
        var engine = new LocalEngine(store, scheduler, options, observer ?? SilentObserver.Instance, parts);
        await engine.ActivateLargest(options.ActivatedAtStart, cancel);

        await engine._dispatcher.Start(engine._host, store, cancel);
        engine._sweeping = new LedgerSweeper(engine.Services).Run(engine._stop.Token);
        return engine;
    }

    /// <summary>The largest ledgers are read before they are asked for; one that cannot be read stops itself alone.</summary>
    private async Task ActivateLargest(int count, CancellationToken cancel)
    {
        foreach (var taxpayer in await Services.Store.LargestLedgers(count, cancel))
        {
            try
            {
                await _host.Taxpayer(taxpayer).Root();
            }
            catch (CorruptRecordException corrupt)
            {
                Services.Observer.Parked(taxpayer.Value, string.Empty, corrupt);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        _stop.Cancel();
        _dispatcher.Dispose();
        await _sweeping;
        await _host.DisposeAsync();
        _committer.Dispose();
        _stop.Dispose();
    }
}

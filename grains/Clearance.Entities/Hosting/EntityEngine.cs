using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>The engine around entities, whatever hosts them: group commit, intake, messages, sweep.</summary>
/// <remarks>
/// What an earlier process left is taken up at start: undelivered messages, then re-decisions that were cut short and
/// dates that passed. Queries are answered meanwhile.
/// </remarks>
public abstract class EntityEngine : IAsyncDisposable
{
    private static readonly TimeSpan WatchEvery = TimeSpan.FromMilliseconds(250);

    private readonly EngineOptions _options;
    private readonly GroupCommitter _committer;
    private readonly EventIntake _intake;
    private readonly CancellationTokenSource _stop = new();
    private Task _sweeping = Task.CompletedTask;
    private Task _watching = Task.CompletedTask;

    /// <summary>An engine that is yet to begin.</summary>
    /// <param name="store">Open; stays the caller's to close, after the engine.</param>
    /// <param name="scheduler">Time and turns.</param>
    /// <param name="host">Where the entities live.</param>
    /// <param name="hasher">Names events in the registry.</param>
    /// <param name="options">How it is run.</param>
    /// <param name="observer">Hears what operators should.</param>
    /// <param name="adapt">Puts something between the engine and what its entities are given.</param>
    protected EntityEngine(
        IClearanceStore store, IEntityScheduler scheduler, IEntityHost host, EventHasher hasher, EngineOptions options,
        IEntityObserver observer, Func<EntityServices, EntityServices>? adapt = null)
    {
        _options = options;
        _committer = new GroupCommitter(store, options.Flights, options.Commit, observer.Measures, scheduler.Clock);
        Dispatcher = new IntentDispatcher(scheduler) { DeliveryDelay = options.DeliveryDelay };
        var services = new EntityServices
        {
            Store = store,
            Committer = _committer,
            Scheduler = scheduler,
            Host = host,
            Intents = Dispatcher,
            Limits = options.Entities,
            Observer = observer,
        };
        Services = adapt is null ? services : adapt(services);
        _intake = new EventIntake(Services, hasher, Dispatcher, options.SettleWithin);
    }

    /// <summary>What entities are given.</summary>
    public EntityServices Services { get; }

    /// <summary>The way in.</summary>
    public IIntake Intake => _intake;

    /// <summary>Messages between ledgers not delivered yet.</summary>
    public int PendingIntents => Dispatcher.Pending;

    /// <summary>What group commit did.</summary>
    public GroupCommitCounts Commits => _committer.Counts;

    /// <summary>What it has under way.</summary>
    public EngineLoad Load
    {
        get
        {
            var (events, oldest) = _intake.Load;
            var (ledgers, declarations) = InMemory;
            return new EngineLoad(events, oldest, Commits.Waiting, PendingIntents, ledgers, declarations);
        }
    }

    /// <summary>How many ledgers, and declarations' identities, are in memory here.</summary>
    protected abstract (long Ledgers, long? Declarations) InMemory { get; }

    /// <summary>Delivers messages between ledgers.</summary>
    protected internal IntentDispatcher Dispatcher { get; }

    /// <summary>Takes up what an earlier process left; to be called once the entities can be reached.</summary>
    public async Task Begin(CancellationToken cancel)
    {
        await ActivateLargest(cancel);
        await Dispatcher.Start(Services.Host, Services.Store, cancel);
        _sweeping = new LedgerSweeper(Services).Run(_stop.Token);
        if (Services.Store is IClusterStore cluster)
        {
            cluster.Wanted = LetGo;
            _watching = Watch(cluster, _stop.Token);
        }
    }

    /// <summary>Ends what was begun, then the entities' host; what is under way is waited for.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        _stop.Cancel();
        Dispatcher.Dispose();
        await Task.WhenAll(_sweeping, _watching);
        await StopHost();
        _stop.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets a ledger go that another process asks for, once what is under way in it is done.</summary>
    protected virtual void LetGo(TaxpayerId taxpayer)
    {
    }

    /// <summary>What a process that is gone left undelivered is delivered by who has its lanes now.</summary>
    private async Task Watch(IClusterStore cluster, CancellationToken cancel)
    {
        long? seen = null;
        while (!cancel.IsCancellationRequested)
        {
            if (cluster.Changes is var changes && changes != seen)
            {
                seen = changes;
                Dispatcher.LookAgain();
            }

            await Services.Scheduler.Pause(WatchEvery, cancel);
        }
    }

    /// <summary>Ends the entities' host, if it is this engine's own.</summary>
    protected abstract ValueTask StopHost();

    /// <summary>The largest ledgers are read before they are asked for; one that cannot be read stops itself alone.</summary>
    private async Task ActivateLargest(CancellationToken cancel)
    {
        foreach (var taxpayer in await Services.Store.LargestLedgers(_options.ActivatedAtStart, cancel))
        {
            try
            {
                await Services.Host.Taxpayer(taxpayer).Root();
            }
            catch (CorruptRecordException corrupt)
            {
                Services.Observer.Parked(taxpayer.Value, string.Empty, corrupt);
            }
        }
    }
}

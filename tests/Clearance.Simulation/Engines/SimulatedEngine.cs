using Clearance.Domain;
using Clearance.Entities;
using Clearance.LocalHost;
using Clearance.Simulation.Planted;
using Clearance.Simulation.Stores;

namespace Clearance.Simulation.Engines;

/// <summary>An engine in a process of its own: the production's, with somebody looking on.</summary>
internal sealed class SimulatedEngine
{
    private readonly Dictionary<TaxpayerId, WatchedTaxpayer> _watched = [];
    private readonly TaskCompletionSource _replaced = new();
    private LocalEngine? _engine;

    public SimulatedEngine(SimulatedProcess process, SimulatedStore store)
    {
        (Process, Store) = (process, store);
        store.OnCrash = process.Kill;
    }

    public SimulatedProcess Process { get; }

    public SimulatedStore Store { get; }

    /// <summary>Whether it takes calls.</summary>
    public bool IsUp => _engine is not null && Process.IsAlive;

    /// <summary>Whether it is the one its place in the cluster has, no leftover.</summary>
    public bool IsCurrent { get; set; } = true;

    /// <summary>Completes when another takes its place while it still runs.</summary>
    public Task Replaced => _replaced.Task;

    public LocalEngine Engine => _engine ?? throw new InvalidOperationException("The engine is not up.");

    /// <summary>Starts the engine as its process would; false when it did not start.</summary>
    public async Task<bool> Start(LocalEngineOptions options, IEntityObserver observer, Func<SimulatedEngine, EngineParts> parts)
    {
        var start = In(() => LocalEngine.Start(
            Store, Process, options with { Flights = Process.Tasks }, observer, parts(this), CancellationToken.None));
        try
        {
            _engine = await OrDeath(start);
        }
        catch (StoreUnavailableException)
        {
            Process.Kill();
        }

        return IsUp;
    }

    /// <summary>Takes events in; null when the process ended meanwhile or refused, and nothing is known.</summary>
    public async Task<IReadOnlyList<EventResult>?> Take(EventStream stream, IReadOnlyList<ReadOnlyMemory<byte>> events)
    {
        try
        {
            return await OrDeath(In(() => Engine.Intake.Take(stream, events, CancellationToken.None)));
        }
        catch (Exception refused) when (refused is StoreUnavailableException or NotSettledException)
        {
            return null;
        }
    }

    /// <summary>Asks for a decision; null when it was refused.</summary>
    public async Task<Decision?> Ask(DeclarationKey key, DateOnly on)
    {
        var sabotage = Store.Disk.Sabotage;
        DateOnly? date = sabotage.Is(PlantedFault.ClockInARule) ? null : on;
        try
        {
            return sabotage.Answered(await OrDeath(Engine.Host.Declaration(key).Decide(date).AsTask()), key, on);
        }
        catch (Exception refused) when (refused is StoreUnavailableException or StateConflictException or CommitOutcomeUnknownException)
        {
            return sabotage.Answered(null, key, on);
        }
    }

    /// <summary>Lets a stopped ledger go on; null when that was refused, or the process ended meanwhile.</summary>
    public async Task<Resumption?> Resume(TaxpayerId taxpayer)
    {
        try
        {
            return await OrDeath(In(() => new Resumer(Engine.Host, Store).Resume(taxpayer, CancellationToken.None)));
        }
        catch (Exception refused) when (refused is StoreUnavailableException or StateConflictException or CommitOutcomeUnknownException)
        {
            return null;
        }
    }

    /// <summary>Reads a ledger as it is shown; null when it was refused.</summary>
    public async Task<LedgerRoot?> Root(TaxpayerId taxpayer)
    {
        try
        {
            return await OrDeath(Engine.Host.Taxpayer(taxpayer).Root().AsTask());
        }
        catch (Exception refused) when (refused is StoreUnavailableException or StateConflictException or CommitOutcomeUnknownException)
        {
            return null;
        }
    }

    /// <summary>Runs something as the process itself.</summary>
    public Task<T> In<T>(Func<Task<T>> work)
        where T : class
    {
        var done = new TaskCompletionSource<T>();
        Process.Post(async () =>
        {
            try
            {
                done.TrySetResult(await work());
            }
            catch (Exception error)
            {
                // Whatever it was, it is for whoever asked.
                done.TrySetException(error);
            }
        });
        return done.Task;
    }

    public void Replace() => _replaced.TrySetResult();

    public void Watch(TaxpayerId taxpayer, WatchedTaxpayer watched) => _watched[taxpayer] = watched;

    public WatchedTaxpayer? WatchedOf(TaxpayerId taxpayer) => _watched.GetValueOrDefault(taxpayer);

    private async Task<T?> OrDeath<T>(Task<T> work)
        where T : class
    {
        await Task.WhenAny(work, Process.Died);
        return work.IsCompleted ? await work : null;
    }
}

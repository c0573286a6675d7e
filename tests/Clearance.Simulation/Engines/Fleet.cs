using Clearance.Entities;
using Clearance.LocalHost;
using Clearance.Simulation.Faults;
using Clearance.Simulation.Planted;
using Clearance.Simulation.Stores;

namespace Clearance.Simulation.Engines;

/// <summary>The places for processes: one for an embedded engine, two in a cluster. A process that ends is followed by another.</summary>
internal sealed class Fleet(
    SimulationScheduler scheduler, SimulatedProcess harness, SimulatedDisk disk, FaultPlan faults, bool isCluster,
    Func<LocalEngineOptions> options, IEntityObserver observer, Func<SimulatedEngine, EngineParts> parts)
{
    private readonly SimulatedEngine?[] _places = new SimulatedEngine?[isCluster ? 2 : 1];
    private readonly List<SimulatedEngine> _leftovers = [];
    private ulong _starts;

    /// <summary>How many places there are.</summary>
    public int Places => _places.Length;

    public bool IsCluster => isCluster;

    /// <summary>Hears that a place has another process.</summary>
    public Action<int>? Changed { get; set; }

    /// <summary>The engine of a place, when it takes calls.</summary>
    public SimulatedEngine? this[int place] => _places[place] is { IsUp: true } engine ? engine : null;

    /// <summary>Every engine that takes calls, leftovers too.</summary>
    public List<SimulatedEngine> Up => [.. _places.OfType<SimulatedEngine>().Concat(_leftovers).Where(engine => engine.IsUp)];

    public Sabotage Sabotage => disk.Sabotage;

    public bool HasLeftovers => _leftovers.Count > 0;

    /// <summary>The engine of a store.</summary>
    public SimulatedEngine? Of(SimulatedStore store) =>
        _places.OfType<SimulatedEngine>().Concat(_leftovers).FirstOrDefault(engine => ReferenceEquals(engine.Store, store));

    /// <summary>Starts an engine in a place, again and again until it is up, and another one when it dies.</summary>
    public async Task Keep(int place)
    {
        while (true)
        {
            var process = scheduler.NewProcess($"{place}");
            var engine = new SimulatedEngine(process, new SimulatedStore(disk, process, faults, isCluster));
            _places[place] = engine;
            if (await engine.Start(options(), observer, parts))
            {
                Changed?.Invoke(place);
                await Task.WhenAny(engine.Process.Died, engine.Replaced);
                Changed?.Invoke(place);
            }

            await harness.Delay(faults.Time(FaultKind.Crash, ++_starts, 30), CancellationToken.None);
        }
    }

    /// <summary>The process of a place dies now.</summary>
    public void Kill(int place) => _places[place]?.Process.Kill();

    /// <summary>Every process dies now.</summary>
    public void KillAll()
    {
        foreach (var engine in _places.OfType<SimulatedEngine>().Concat(_leftovers))
        {
            engine.Process.Kill();
        }
    }

    /// <summary>The engine of a place is told to stop, and its process ends when it has.</summary>
    public async Task Stop(int place)
    {
        if (this[place] is not { IsCurrent: true } engine)
        {
            return;
        }

        await engine.In(async () =>
        {
            await engine.Engine.DisposeAsync();
            engine.Process.Kill();
            return engine;
        });
    }

    /// <summary>The process of a place loses its lease and goes on for a while, beside the one that takes its place.</summary>
    public async Task LoseLease(int place, TimeSpan lingers)
    {
        if (this[place] is not { IsCurrent: true } engine)
        {
            return;
        }

        engine.Store.LeaseLost = true;
        engine.IsCurrent = false;
        _leftovers.Add(engine);
        engine.Replace();
        await harness.Delay(lingers, CancellationToken.None);
        engine.Process.Kill();
        _leftovers.Remove(engine);
    }

    /// <summary>The process of a place stands still for a while.</summary>
    public async Task Freeze(int place, TimeSpan time)
    {
        if (this[place] is { } engine)
        {
            engine.Process.Freeze();
            await harness.Delay(time, CancellationToken.None);
            engine.Process.Thaw();
        }
    }
}

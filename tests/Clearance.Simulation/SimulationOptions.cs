using System.Collections.Immutable;
using Clearance.Simulation.Faults;
using Clearance.Simulation.Planted;
using Clearance.Testing.Histories;
using Clearance.Testing.Worlds;

namespace Clearance.Simulation;

/// <summary>What is simulated.</summary>
/// <param name="Seed">Decides everything that is not said here.</param>
public sealed record SimulationOptions(int Seed)
{
    /// <summary>What histories hold.</summary>
    public static HistoryOptions Workload { get; } = HistoryOptions.Everything with
    {
        Taxpayers = 3,
        Declarations = 8,
        Letters = 6,
        EventsMin = 180,
        EventsMax = 220,
    };

    /// <summary>Whether no fault happens.</summary>
    public bool NoFaults { get; init; }

    /// <summary>Whether two processes share the store; null: the seed decides.</summary>
    public bool? Cluster { get; init; }

    /// <summary>Events of the history, by number, that are left out.</summary>
    public ImmutableHashSet<int> WithoutEvents { get; init; } = [];

    /// <summary>Faults that do not happen.</summary>
    public ImmutableHashSet<FaultPoint> WithoutFaults { get; init; } = [];

    /// <summary>A mistake that the engine is given, to see it noticed.</summary>
    public PlantedFault? Planted { get; init; }

    /// <summary>After how many steps a run is said never to end.</summary>
    public long StepsMax { get; init; } = 3_000_000;

    /// <summary>The events of the history that are not left out, with their numbers.</summary>
    internal IEnumerable<(int Index, WorldEvent Event)> Events =>
        History.Of(Seed, Workload).Events.Select((e, i) => (i, e)).Where(it => !WithoutEvents.Contains(it.i));

    /// <summary>The dates around the history's deadlines.</summary>
    internal IReadOnlyList<DateOnly> Dates => History.Of(Seed, Workload).Dates;

    internal bool IsCluster => Cluster ?? Seed % 2 == 1;
}

/// <summary>What came of a run.</summary>
public sealed record SimulationResult
{
    /// <summary>What was simulated.</summary>
    public required SimulationOptions Options { get; init; }

    /// <summary>Everything that happened, in one number.</summary>
    public required ulong Digest { get; init; }

    /// <summary>What is wrong; null: nothing.</summary>
    public string? Failure { get; init; }

    /// <summary>Steps run.</summary>
    public long Steps { get; init; }

    /// <summary>Units that became durable.</summary>
    public long Commits { get; init; }

    /// <summary>Answers judged while it ran.</summary>
    public long Answers { get; init; }

    /// <summary>Answers refused while it ran.</summary>
    public long Refusals { get; init; }

    /// <summary>Events that were parked, and sent again when what threw was repaired.</summary>
    public int SentAgain { get; init; }

    /// <summary>Event types by the reasons that were answered next.</summary>
    public required IReadOnlyDictionary<string, long[]> Reasons { get; init; }

    /// <summary>Event types by the faults that happened while they were under way.</summary>
    public required IReadOnlyDictionary<string, long[]> TypeFaults { get; init; }

    /// <summary>The faults that happened.</summary>
    public IReadOnlyList<FaultPoint> Faults { get; init; } = [];
}

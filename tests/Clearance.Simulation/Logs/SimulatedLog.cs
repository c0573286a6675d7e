using System.Collections.Immutable;
using Clearance.Domain;
using Clearance.Entities;
using Clearance.LocalHost;
using Clearance.Simulation.Engines;
using Clearance.Simulation.Faults;
using Clearance.Simulation.Planted;
using Clearance.Testing.Worlds;

namespace Clearance.Simulation.Logs;

/// <summary>The log and its consumers: batches to whoever reads a partition, again from the watermark after any loss.</summary>
/// <remarks>A thin consumer: it gives a batch to the intake and moves the watermark when that returned.</remarks>
internal sealed class SimulatedLog
{
    private const int PartitionsPerStream = 2;
    private const int InFlightMax = 2;
    private const int BatchMax = 512;

    private readonly ImmutableArray<WorldEvent> _events;
    private readonly SimulatedProcess _harness;
    private readonly Fleet _fleet;
    private readonly FaultPlan _faults;
    private readonly List<LogPartition> _partitions = [];
    private ulong _batches;

    public SimulatedLog(ImmutableArray<WorldEvent> events, SimulatedProcess harness, Fleet fleet, FaultPlan faults)
    {
        (_events, _harness, _fleet, _faults) = (events, harness, fleet, faults);
        foreach (var stream in Enum.GetValues<EventStream>())
        {
            for (var number = 0; number < PartitionsPerStream; number++)
            {
                _partitions.Add(new LogPartition(stream, number, _partitions.Count % fleet.Places));
            }
        }
    }

    /// <summary>Hears what became of a batch; null: it is not known.</summary>
    public required Action<SimulatedEngine, IReadOnlyList<int>, IReadOnlyList<EventResult>?> Answered { get; init; }

    /// <summary>Hears what is under way.</summary>
    public required Action<IReadOnlyList<int>> Sent { get; init; }

    /// <summary>Starts what must end with the run.</summary>
    public required Action<Func<Task>> Spawn { get; init; }

    public bool IsFinished => _partitions.TrueForAll(partition => partition.IsFinished);

    /// <summary>What is not finished, for whoever asks why a run does not end.</summary>
    public string Unfinished() => $"the log waits at {string.Join(", ", _partitions.FindAll(it => !it.IsFinished).Select(it => $"{it.Stream}/{it.Number}: {_events[it[it.Watermark]]}"))}";

    public void Append(int message)
    {
        var e = _events[message];
        var number = (int)(KeyOf(e) % PartitionsPerStream);
        _partitions.Find(it => it.Stream == e.Stream && it.Number == number)!.Append(message);
    }

    /// <summary>Starts reading every partition.</summary>
    public void Start()
    {
        foreach (var partition in _partitions)
        {
            Spawn(() => Read(partition));
        }
    }

    /// <summary>A place has another process, or none: who read from there begins again.</summary>
    public void PlaceChanged(int place)
    {
        foreach (var partition in _partitions.FindAll(it => it.Owner == place))
        {
            Assign(partition, place);
        }
    }

    /// <summary>One partition goes elsewhere, with its batches in flight.</summary>
    public void Rebalance(int which)
    {
        var partition = _partitions[which % _partitions.Count];
        Assign(partition, (partition.Owner + 1) % _fleet.Places);
    }

    private void Assign(LogPartition partition, int place)
    {
        if (_fleet.Sabotage.Is(PlantedFault.ReadsFromTheEnd))
        {
            partition.FinishAll();
        }

        partition.Assign(place);
    }

    private static ulong KeyOf(WorldEvent e) => e.Read.Event switch
    {
        DeclarationRegistered registered => (ulong)registered.Number.Key.Value,
        DeclarationEvent fact => (ulong)fact.Declaration.Value,
        TaxpayerEvent other => TraceNumbers.Of(other.Taxpayer.Value),
        _ => TraceNumbers.Of(e.Utf8.Span),
    };

    private async Task Read(LogPartition partition)
    {
        while (true)
        {
            if (partition.Waiting > 0 && partition.InFlight < InFlightMax && _fleet[partition.Owner] is { } engine)
            {
                var most = _faults.Pick(FaultKind.Reorder, ++_batches, 8) == 0 ? BatchMax : 6;
                var count = 1 + _faults.Pick(FaultKind.Duplicate, _batches, Math.Min(partition.Waiting, most));
                var from = partition.Begin(count);
                Spawn(() => Deliver(partition, engine, from, count));
            }
            else
            {
                await partition.Change;
            }
        }
    }

    private async Task Deliver(LogPartition partition, SimulatedEngine engine, int from, int count)
    {
        var generation = partition.Generation;
        int[] messages = [.. Enumerable.Range(from, count).Select(offset => partition[offset])];
        while (generation == partition.Generation)
        {
            if (_fleet.Sabotage.Is(PlantedFault.FinishedBeforeDurable))
            {
                partition.Finish(generation, from, count);
            }

            Sent(messages);
            var results = await engine.Take(partition.Stream, [.. messages.Select(message => _events[message].Utf8)]);
            Answered(engine, messages, results);
            if (results is not null)
            {
                partition.Finish(generation, from, count);
                return;
            }

            await _harness.Delay(TimeSpan.FromMilliseconds(2), CancellationToken.None);
        }
    }
}

using System.Collections.Immutable;
using Clearance.LocalHost;
using Clearance.Simulation.Engines;
using Clearance.Simulation.Faults;
using Clearance.Simulation.Logs;
using Clearance.Testing.Worlds;

namespace Clearance.Simulation;

/// <summary>Sends a history's events, over the log or by a call, and has things go wrong around them.</summary>
internal sealed class Producer(
    ImmutableArray<WorldEvent> events, SimulationOptions options, SimulatedProcess harness, Fleet fleet, FaultPlan faults,
    SimulatedLog log, Callers callers, SimulatedClock clock)
{
    private const int CallsOneIn = 5;

    private int _late;

    public required Action<Func<Task>> Spawn { get; init; }

    public async Task Run()
    {
        for (var i = 0; i < events.Length; i++)
        {
            var number = (ulong)i;
            if (!options.WithoutEvents.Contains(i))
            {
                Send(i, number);
            }

            Disturb(number);
            var pause = faults.Pick(FaultKind.SlowRead, number, 10) == 0 ? 20 : 2;
            await harness.Delay(faults.Time(FaultKind.SlowRead, number, pause), CancellationToken.None);
        }

        while (_late > 0)
        {
            await harness.Delay(TimeSpan.FromMilliseconds(5), CancellationToken.None);
        }
    }

    private void Send(int message, ulong number)
    {
        if (faults.Pick(FaultKind.DaysPass, number, CallsOneIn) == 0)
        {
            Spawn(() => callers.Post(message, events[message]));
            return;
        }

        if (faults.Hits(FaultKind.Reorder, number))
        {
            Later(FaultKind.Reorder, number, 30, () => log.Append(message));
        }
        else
        {
            log.Append(message);
        }

        if (faults.Hits(FaultKind.Duplicate, number))
        {
            Later(FaultKind.Duplicate, number, 40, () => log.Append(message));
        }
    }

    private void Disturb(ulong number)
    {
        var place = faults.Pick(FaultKind.Crash, number, fleet.Places);
        At(FaultKind.Crash, () => fleet.Kill(place));
        At(FaultKind.Stop, () => Spawn(() => fleet.Stop(place)));
        At(FaultKind.LeaseLost, () => Spawn(() => fleet.LoseLease(place, faults.Time(FaultKind.LeaseLost, number, 60))));
        At(FaultKind.Freeze, () => Spawn(() => fleet.Freeze(place, faults.Time(FaultKind.Freeze, number, 60))));
        At(FaultKind.Rebalance, () => log.Rebalance(faults.Pick(FaultKind.Rebalance, number, 64)));
        At(FaultKind.DaysPass, () => clock.MoveDate(TimeSpan.FromDays(1 + faults.Pick(FaultKind.DaysPass, number, 12))));

        void At(FaultKind kind, Action happens)
        {
            if (faults.Hits(kind, number))
            {
                Later(kind, number, 5, happens);
            }
        }
    }

    private void Later(FaultKind kind, ulong number, int millisecondsMax, Action happens)
    {
        _late++;
        Spawn(async () =>
        {
            await harness.Delay(faults.Time(kind, number, millisecondsMax), CancellationToken.None);
            _late--;
            happens();
        });
    }
}

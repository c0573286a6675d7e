using Clearance.Domain;
using Clearance.Entities;
using Clearance.Simulation.Engines;
using Clearance.Simulation.Faults;
using Clearance.Simulation.Judging;
using Clearance.Simulation.Logs;
using Clearance.Simulation.Stores;
using Clearance.Testing.Worlds;

namespace Clearance.Simulation;

/// <summary>
/// Repairs what stopped a ledger, as people would: every process is replaced by one that does not throw, and the ledger is told to go
/// on; or, where the queue is lost with the store, what waited in it is sent again, in order.
/// </summary>
internal sealed class Operator(
    Fleet fleet, SimulatedDisk disk, Poison poison, CommitJudge judge, ResultCheck results, SimulatedLog log, EventHasher hasher,
    IReadOnlyList<WorldEvent> events)
{
    private readonly Dictionary<ulong, int> _numbers = Numbers(events);

    /// <summary>Events that waited behind one that threw, and itself.</summary>
    public int SentAgain { get; private set; }

    /// <summary>The engine applies what waits, asked again and again whatever becomes of its processes.</summary>
    public async Task RepairAndResume(TaxpayerId ledger, Func<Task> pause)
    {
        poison.Lift(ledger);
        fleet.KillAll();
        while (true)
        {
            await pause();
            if (fleet.Up is [var engine, ..] && await engine.Resume(ledger) is { } resumption)
            {
                SentAgain += resumption.Taken;
                if (!resumption.IsStopped)
                {
                    judge.PromiseResumed(ledger, engine);
                    return;
                }
            }
        }
    }

    /// <summary>Its events come as if they had never come.</summary>
    public void Repair(TaxpayerId ledger)
    {
        poison.Lift(ledger);
        fleet.KillAll();

        // What is no event stands for a message: that is stored still, and delivered by the next process.
        List<int> messages = [];
        foreach (var parked in disk.State.ParkedEvents(ledger.Value, int.MaxValue))
        {
            if (_numbers.TryGetValue(TraceNumbers.Of(parked.Body), out var message))
            {
                messages.Add(message);
            }
        }

        var ids = messages.ConvertAll(message => hasher.Of(events[message].Stream, events[message].Read.Event!.Id));
        disk.Unpark(ledger, ids);
        results.IsSentAgain(ids);
        judge.Repaired(ledger);
        messages.ForEach(log.Append);
        SentAgain += messages.Count;
    }

    private static Dictionary<ulong, int> Numbers(IReadOnlyList<WorldEvent> events)
    {
        var numbers = new Dictionary<ulong, int>();
        for (var i = 0; i < events.Count; i++)
        {
            if (events[i].Read.Event is not null)
            {
                numbers.TryAdd(TraceNumbers.Of(events[i].Utf8.Span), i);
            }
        }

        return numbers;
    }
}

using Clearance.Entities;
using Clearance.LocalHost;
using Clearance.Simulation.Stores;

namespace Clearance.Simulation.Engines;

/// <summary>
/// In a cluster one process delivers the messages between ledgers, in the order of their commits, whoever sent them: it reads
/// what is stored.
/// </summary>
internal sealed class IntentPump(Fleet fleet, SimulatedDisk disk, SimulatedProcess harness)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(3);

    public async Task Run()
    {
        SimulatedEngine? owner = null;
        long after = 0;
        while (true)
        {
            await harness.Delay(Poll, CancellationToken.None);
            if (fleet[0] is not { } engine)
            {
                continue;
            }

            (owner, after) = (engine, ReferenceEquals(engine, owner) ? after : 0);
            var pending = disk.State.PendingIntents(after, 1000);
            if (pending.Count > 0)
            {
                after = pending[^1].Sequence;
                await Task.WhenAny(owner.In(() => Enqueue(owner, pending)), owner.Process.Died);
            }
        }
    }

    private static Task<SimulatedEngine> Enqueue(SimulatedEngine owner, IReadOnlyList<IntentRecord> pending)
    {
        foreach (var record in pending)
        {
            owner.Engine.Dispatcher.Enqueue(record.Intent);
        }

        return Task.FromResult(owner);
    }
}

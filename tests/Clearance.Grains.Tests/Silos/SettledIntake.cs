using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Grains.Tests.Silos;

/// <summary>
/// A client's way in: messages between ledgers are delivered by the silo, so a call is settled when the silo has none left.
/// What a receiver refused is then in the registry, which a repeated event reads.
/// </summary>
internal sealed class SettledIntake(World world) : IIntake
{
    public async Task<IReadOnlyList<EventResult>> Take(
        EventStream stream, IReadOnlyList<ReadOnlyMemory<byte>> events, CancellationToken cancel)
    {
        EventResult[] results = [.. await world.Intake.Take(stream, events, cancel)];
        await World.Until(() => world.Engine.PendingIntents == 0, "no message between ledgers is left");
        for (var i = 0; i < results.Length; i++)
        {
            if (results[i].Status == EventStatus.Accepted)
            {
                var again = (await world.Intake.Take(stream, [events[i]], cancel))[0];
                results[i] = again.Status == EventStatus.Duplicate ? results[i] : again;
            }
        }

        return results;
    }
}

using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Grains.Tests.Silos;

/// <summary>
/// A client's way in: messages between ledgers are delivered by the silo, so a call is settled when the silo has none left.
/// A pending outcome is then in the registry, which a repeated call reads.
/// </summary>
internal sealed class SettledIntake(World world) : IIntake
{
    public async Task<IReadOnlyList<EventResult>> Take(
        EventStream stream, IReadOnlyList<ReadOnlyMemory<byte>> events, CancellationToken cancel)
    {
        var results = await world.Intake.Take(stream, events, cancel);
        await World.Until(() => world.Engine.PendingIntents == 0, "no message between ledgers is left");
        return results.Any(result => result.IsPending) ? await Repeated() : results;

        // What was accepted is a duplicate the second time; a refusal by the receiver is repeated.
        async Task<IReadOnlyList<EventResult>> Repeated() =>
        [
            .. (await world.Intake.Take(stream, events, cancel))
                .Select(again => again.Status == EventStatus.Duplicate ? again with { Status = EventStatus.Accepted } : again),
        ];
    }
}

using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>The way in where banks' keys are pinned: what is in an envelope is verified before it is read, and then taken as if it had come bare.</summary>
/// <param name="inner">The way in.</param>
/// <param name="door">Judges signatures.</param>
/// <param name="store">Keeps what is refused.</param>
/// <param name="clock">The time that keys count by.</param>
internal sealed class SignedIntake(IIntake inner, SignatureDoor door, IClearanceStore store, TimeProvider clock) : IIntake
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<EventResult>> Take(
        EventStream stream, IReadOnlyList<ReadOnlyMemory<byte>> events, CancellationToken cancel) =>
        SignatureDoor.IsBanks(stream) ? Take(stream, events, SignedBy.Nobody, cancel) : inner.Take(stream, events, cancel);

    /// <summary>Takes events of a bank's stream.</summary>
    /// <param name="stream">Which.</param>
    /// <param name="events">The events or envelopes.</param>
    /// <param name="by">What is known of who signed and sent them.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public async Task<IReadOnlyList<EventResult>> Take(
        EventStream stream, IReadOnlyList<ReadOnlyMemory<byte>> events, SignedBy by, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var judged = door.Judge(stream, events, by, now);
        if (judged.Refused.Count == 0)
        {
            return await inner.Take(stream, judged.Events, by.CallersBank, cancel);
        }

        var taken = judged.Events.Count == 0 ? [] : await inner.Take(stream, judged.Events, by.CallersBank, cancel);
        await store.AppendDeadLetters(
            judged.Refused.ConvertAll(it => LetterOf(stream, Instant.From(now), it.Rejection, events[it.Index])), CancellationToken.None);
        return judged.Merge(taken);
    }

    /// <summary>Keeps each event of a body that was refused as a whole.</summary>
    public Task Keep(EventStream stream, IReadOnlyList<ReadOnlyMemory<byte>> events, Rejection why, CancellationToken cancel)
    {
        var now = Instant.From(clock.GetUtcNow());
        return store.AppendDeadLetters([.. events.Select(e => LetterOf(stream, now, why, e))], cancel);
    }

    private static DeadLetter LetterOf(EventStream stream, Instant now, Rejection why, ReadOnlyMemory<byte> raw) =>
        new(stream, now, why.Code.ToString(), why.Field, why.Detail, raw);
}

using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Grains;

/// <summary>Events of valid form on their way to one entity, in order.</summary>
/// <remarks>
/// An event crosses processes as the bytes it came in, and is read again where it arrives: there is no second form of it
/// that could say something else. Its content must then have the hash that intake saw. What intake read of identities
/// stays behind: it is a help, and the ledger reads for itself.
/// </remarks>
[Immutable]
[Alias("clearance.events")]
public sealed class EventBatch(IReadOnlyList<IntakeEvent> events) : IWireMessage<EventBatch>
{
    /// <summary>The events.</summary>
    public IReadOnlyList<IntakeEvent> Events => events;

    /// <inheritdoc/>
    public byte[] Encode()
    {
        var writer = RecordWriter.Begin();
        writer.Natural(events.Count);
        foreach (var e in events)
        {
            writer.Byte((byte)e.Stream);
            writer.Hash(e.Id);
            writer.Hash(e.Content);
            writer.Bytes(e.Raw.Span);
        }

        return writer.End();
    }

    /// <inheritdoc/>
    public static EventBatch Decode(ReadOnlySpan<byte> body)
    {
        var reader = new RecordReader(body);
        var events = new IntakeEvent[reader.Count()];
        for (var i = 0; i < events.Length; i++)
        {
            var (stream, id, content) = (reader.OneOf<EventStream>(), reader.Hash(), reader.Hash());
            var raw = reader.Bytes().ToArray();
            var read = EventReader.Read(stream, raw);
            if (!read.IsValid || read.Content != content)
            {
                reader.Refuse($"event {read.Id} is not the one that was sent");
            }

            events[i] = new IntakeEvent(stream, read.Event!, id, content, raw);
        }

        reader.End();
        return new EventBatch(events);
    }
}

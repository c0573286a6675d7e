using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Grains;

/// <summary>An event that waits in the queue of a stopped ledger, on its way to the one it belongs to.</summary>
[Immutable]
[Alias("clearance.parked")]
public sealed class ParkedMessage(ParkedEvent parked) : IWireMessage<ParkedMessage>
{
    /// <summary>The event.</summary>
    public ParkedEvent Parked => parked;

    /// <inheritdoc/>
    public byte[] Encode()
    {
        var writer = RecordWriter.Begin();
        writer.Natural(parked.Sequence);
        writer.Text(parked.Home);
        writer.Byte((byte)parked.Stream);
        writer.Bytes(parked.Body);
        writer.Text(parked.Why);
        return writer.End();
    }

    /// <inheritdoc/>
    public static ParkedMessage Decode(ReadOnlySpan<byte> body)
    {
        var reader = new RecordReader(body);
        var parked = new ParkedEvent(
            reader.Natural(), reader.Text(), reader.OneOf<EventStream>(), reader.Bytes().ToArray(), reader.Text());
        reader.End();
        return new ParkedMessage(parked);
    }
}

using Clearance.Entities;

namespace Clearance.Grains;

/// <summary>A message of one ledger to another, as it is stored.</summary>
[Immutable]
[Alias("clearance.intent")]
public sealed class IntentMessage(IntentWrite intent) : IWireMessage<IntentMessage>
{
    /// <summary>The message.</summary>
    public IntentWrite Intent => intent;

    /// <inheritdoc/>
    public byte[] Encode()
    {
        var writer = RecordWriter.Begin();
        writer.Text(intent.Key);
        writer.Byte((byte)intent.Kind);
        writer.Taxpayer(intent.Sender);
        writer.Taxpayer(intent.Receiver);
        writer.Hash(intent.Cause);
        writer.Bytes(intent.Body);
        return writer.End();
    }

    /// <inheritdoc/>
    public static IntentMessage Decode(ReadOnlySpan<byte> body)
    {
        var reader = new RecordReader(body);
        var intent = new IntentWrite(
            reader.Text(), reader.OneOf<IntentKind>(), reader.Taxpayer(), reader.Taxpayer(), reader.Hash(),
            reader.Bytes().ToArray());
        reader.End();
        return new IntentMessage(intent);
    }
}

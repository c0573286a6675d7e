using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Grains;

/// <summary>A decision on its way to whoever asked.</summary>
[Immutable]
[Alias("clearance.decision")]
public sealed class DecisionMessage(Decision decision) : IWireMessage<DecisionMessage>
{
    /// <summary>The decision.</summary>
    public Decision Decision => decision;

    /// <inheritdoc/>
    public byte[] Encode()
    {
        var writer = RecordWriter.Begin();
        DecisionCodec.Write(writer, decision);
        return writer.End();
    }

    /// <inheritdoc/>
    public static DecisionMessage Decode(ReadOnlySpan<byte> body)
    {
        var reader = new RecordReader(body);
        var decision = DecisionCodec.Read(ref reader);
        reader.End();
        return new DecisionMessage(decision);
    }
}

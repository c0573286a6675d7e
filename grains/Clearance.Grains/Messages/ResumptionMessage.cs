using Clearance.Entities;

namespace Clearance.Grains;

/// <summary>How far a stopped ledger came when it was told to go on.</summary>
[Immutable]
[Alias("clearance.resumption")]
public sealed class ResumptionMessage(Resumption resumption) : IWireMessage<ResumptionMessage>
{
    private const byte HasStoppedBy = 1;
    private const byte Stopped = 2;
    private const byte Elsewhere = 4;
    private const byte Known = HasStoppedBy | Stopped | Elsewhere;

    /// <summary>How far.</summary>
    public Resumption Resumption => resumption;

    /// <inheritdoc/>
    public byte[] Encode()
    {
        var writer = RecordWriter.Begin();
        writer.Natural(resumption.Taken);
        writer.Byte((byte)(
            (resumption.StoppedBy is null ? 0 : HasStoppedBy)
            | (resumption.IsStopped ? Stopped : 0)
            | (resumption.IsElsewhere ? Elsewhere : 0)));
        if (resumption.StoppedBy is { } id)
        {
            writer.Text(id);
        }

        writer.Text(resumption.Why);
        return writer.End();
    }

    /// <inheritdoc/>
    public static ResumptionMessage Decode(ReadOnlySpan<byte> body)
    {
        var reader = new RecordReader(body);
        var taken = reader.Small();
        var flags = reader.Flags(Known);
        var resumption = new Resumption(taken, (flags & HasStoppedBy) != 0 ? reader.Text() : null, reader.Text())
        {
            IsStopped = (flags & Stopped) != 0,
            IsElsewhere = (flags & Elsewhere) != 0,
        };
        reader.End();
        return new ResumptionMessage(resumption);
    }
}

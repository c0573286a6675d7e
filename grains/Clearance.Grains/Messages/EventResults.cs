using Clearance.Entities;

namespace Clearance.Grains;

/// <summary>A result per event, in order.</summary>
[Immutable]
[Alias("clearance.results")]
public sealed class EventResults(IReadOnlyList<EventResult> results) : IWireMessage<EventResults>
{
    private const byte HasId = 1;
    private const byte HasRejection = 2;
    private const byte Pending = 4;
    private const byte Misrouted = 8;
    private const byte Redecision = 16;
    private const byte Sent = 32;
    private const byte Known = HasId | HasRejection | Pending | Misrouted | Redecision | Sent;

    /// <summary>The results.</summary>
    public IReadOnlyList<EventResult> Results => results;

    /// <inheritdoc/>
    public byte[] Encode()
    {
        var writer = RecordWriter.Begin();
        writer.Natural(results.Count);
        foreach (var result in results)
        {
            writer.Byte((byte)result.Status);
            writer.Byte((byte)(
                (result.Id is null ? 0 : HasId)
                | (result.Rejection is null ? 0 : HasRejection)
                | (result.IsPending ? Pending : 0)
                | (result.IsMisrouted ? Misrouted : 0)
                | (result.AwaitsRedecision ? Redecision : 0)
                | (result.HasSent ? Sent : 0)));
            if (result.Id is { } id)
            {
                writer.Text(id);
            }

            if (result.Rejection is { } rejection)
            {
                writer.Rejection(rejection);
            }
        }

        return writer.End();
    }

    /// <inheritdoc/>
    public static EventResults Decode(ReadOnlySpan<byte> body)
    {
        var reader = new RecordReader(body);
        var results = new EventResult[reader.Count()];
        for (var i = 0; i < results.Length; i++)
        {
            var status = reader.OneOf<EventStatus>();
            var flags = reader.Flags(Known);
            var id = (flags & HasId) != 0 ? reader.Text() : null;
            var rejection = (flags & HasRejection) != 0 ? reader.Rejection() : null;
            results[i] = new EventResult(id, status, rejection)
            {
                IsPending = (flags & Pending) != 0,
                IsMisrouted = (flags & Misrouted) != 0,
                AwaitsRedecision = (flags & Redecision) != 0,
                HasSent = (flags & Sent) != 0,
            };
        }

        reader.End();
        return new EventResults(results);
    }
}

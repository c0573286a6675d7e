using Clearance.Domain;
using Clearance.Entities;
using Clearance.Workload;

namespace Clearance.Benchmarks;

/// <summary>Bodies on their way in: taken apart, read, judged by form, hashed.</summary>
internal static class WayIn
{
    /// <summary>The registry's keyed hash.</summary>
    public static EventHasher Hasher { get; } = new(new byte[32]);

    /// <summary>Reads a body as one call.</summary>
    public static IntakeCall Read(EventStream stream, byte[] body)
    {
        var slices = EventBody.Split(body).Events;
        var events = new ReadOnlyMemory<byte>[slices.Length];
        for (var i = 0; i < slices.Length; i++)
        {
            events[i] = body.AsMemory(slices[i].Offset, slices[i].Length);
        }

        return IntakeCall.Read(stream, events, null, Hasher, StillTime.Now);
    }

    /// <summary>Reads a body whose events must all be of valid form, and notes that no declaration it registers is known.</summary>
    public static IntakeEvent[] Read(CommonBatch batch)
    {
        var call = Read(StreamOf(batch), batch.Body);
        var events = call.Events.Select(static intake => intake ?? throw new InvalidOperationException("An event was refused."));
        foreach (var intake in events)
        {
            if (intake.Event is DeclarationRegistered registered)
            {
                call.Known.Add(registered.Number.Key, record: null);
            }
        }

        return [.. events];
    }

    /// <summary>The way in for a body.</summary>
    public static EventStream StreamOf(CommonBatch batch) =>
        batch.Stream == StreamNames.Payments ? EventStream.Payments : EventStream.Declarations;
}

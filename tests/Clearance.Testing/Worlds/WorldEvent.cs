using System.Text;
using Clearance.Domain;
using Clearance.Testing.Events;

namespace Clearance.Testing.Worlds;

/// <summary>An event as a sender wrote it, and as it reads.</summary>
/// <param name="Stream">Where it goes.</param>
/// <param name="Utf8">Its own bytes.</param>
/// <param name="Read">What reading gave.</param>
public sealed record WorldEvent(EventStream Stream, ReadOnlyMemory<byte> Utf8, ReadResult Read)
{
    /// <summary>Reads an event.</summary>
    public static WorldEvent From(EventStream stream, ReadOnlyMemory<byte> utf8) =>
        new(stream, utf8, EventReader.Read(stream, utf8.Span));

    /// <summary>Writes an event as its sender would, and reads it.</summary>
    public static WorldEvent From(ClearanceEvent e) => From(EventJson.StreamOf(e), EventJson.Write(e));

    /// <summary>The type's name, or why the form is refused.</summary>
    public string Type => Read.Event?.GetType().Name ?? Read.Rejection!.Code.ToString();

    /// <summary>The stream and the event's own text.</summary>
    public override string ToString() => $"{EventStreams.NameOf(Stream)} {Encoding.UTF8.GetString(Utf8.Span)}";
}

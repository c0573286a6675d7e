using System.Text;
using Clearance.Domain;

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

    /// <summary>The type's name, or why the form is refused.</summary>
    public string Type => Read.Event?.GetType().Name ?? Read.Rejection!.Code.ToString();

    /// <summary>The stream and the event's own text.</summary>
    public override string ToString() => $"{EventStreams.NameOf(Stream)} {Encoding.UTF8.GetString(Utf8.Span)}";
}

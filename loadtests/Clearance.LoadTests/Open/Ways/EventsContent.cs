using System.Net;
using System.Net.Http.Headers;

namespace Clearance.LoadTests.Open.Ways;

/// <summary>A body of events that are bytes already: they are written as they are, with brackets and commas.</summary>
internal sealed class EventsContent : HttpContent
{
    private readonly IReadOnlyList<ReadOnlyMemory<byte>> _events;

    public EventsContent(IReadOnlyList<ReadOnlyMemory<byte>> events)
    {
        _events = events;
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        for (var i = 0; i < _events.Count; i++)
        {
            stream.WriteByte(i == 0 ? (byte)'[' : (byte)',');
            await stream.WriteAsync(_events[i]);
        }

        stream.WriteByte((byte)']');
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _events.Sum(static e => (long)e.Length + 1) + 1;
        return true;
    }
}

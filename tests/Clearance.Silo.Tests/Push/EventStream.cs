using System.Net;
using System.Text.Json;

namespace Clearance.Silo.Tests.Push;

/// <summary>A server-sent event.</summary>
/// <param name="Id">The cursor after it.</param>
/// <param name="Type">Its name.</param>
/// <param name="Data">What it says.</param>
internal sealed record PushedEvent(string Id, string Type, JsonElement Data)
{
    /// <summary>Which decision it is.</summary>
    public string Decision => Data.GetProperty("id").GetString()!;
}

/// <summary>Reads server-sent events as a browser does.</summary>
internal sealed class EventStream : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;

    private EventStream(HttpResponseMessage response, StreamReader reader) => (_response, _reader) = (response, reader);

    /// <summary>The last id that came, with an event or without.</summary>
    public string? LastId { get; private set; }

    /// <summary>How many blocks came that were no events.</summary>
    public int Heartbeats { get; private set; }

    /// <summary>Opens a stream and waits until it is known where it begins.</summary>
    public static async Task<EventStream> Open(HttpClient http, string path, string? lastId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastId);
        }

        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        var stream = new EventStream(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
        await stream.Block(CancellationToken.None);
        stream.LastId.ShouldNotBeNull();
        return stream;
    }

    /// <summary>The next event; null: the stream ended.</summary>
    public async Task<PushedEvent?> Next()
    {
        using var late = new CancellationTokenSource(Patience);
        while (await Block(late.Token) is { } block)
        {
            if (block.Type is not null)
            {
                return block.Event;
            }

            Heartbeats++;
        }

        return null;
    }

    /// <summary>The next events.</summary>
    public async Task<List<PushedEvent>> Take(int count)
    {
        var events = new List<PushedEvent>();
        while (events.Count < count)
        {
            events.Add((await Next()).ShouldNotBeNull($"the stream ended after {events.Count} of {count}"));
        }

        return events;
    }

    /// <summary>Waits for a block that is no event.</summary>
    public async Task Heartbeat()
    {
        using var late = new CancellationTokenSource(Patience);
        (await Block(late.Token)).ShouldNotBeNull().Type.ShouldBeNull();
    }

    public void Dispose()
    {
        _reader.Dispose();
        _response.Dispose();
    }

    private async Task<(string? Type, PushedEvent Event)?> Block(CancellationToken cancel)
    {
        var (type, data) = (default(string), default(string));
        while (await _reader.ReadLineAsync(cancel) is { } line)
        {
            if (line.Length == 0)
            {
                var json = data is null ? default : JsonDocument.Parse(data).RootElement;
                return (type, new PushedEvent(LastId!, type!, json));
            }

            if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                LastId = line[4..];
            }
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                type = line[7..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                data = line[6..];
            }
            else
            {
                line.ShouldStartWith(": ");
            }
        }

        return null;
    }
}

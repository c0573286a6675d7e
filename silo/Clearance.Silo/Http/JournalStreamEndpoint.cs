using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>What of an entry is sent to who follows the journal.</summary>
/// <returns>A message, UTF-8 JSON in one line; null: nothing.</returns>
internal delegate ValueTask<byte[]?> PushedMessage(PushedEntry entry, CancellationToken cancel);

/// <summary>
/// <c>GET /v1/decisions/stream</c> and <c>GET /v1/obligations/stream</c>: server-sent events, from now on or from any cursor.
/// </summary>
/// <remarks>
/// An event's id is the cursor after it. Where entries are left out, the cursor comes with a heartbeat, so that who comes back need not
/// pass them again. What is written waits for who reads it: nobody has more than a batch outstanding.
/// </remarks>
internal sealed class JournalStreamEndpoint(EngineService engine, JournalFeed feed, string type, PushedMessage message)
{
    private const int BytesUnflushedMax = 32 * 1024;

    private readonly byte[] head = Encoding.ASCII.GetBytes($"\nevent: {type}\ndata: ");

    /// <summary>Sends until the caller goes, or the engine stops.</summary>
    public async Task Get(HttpContext context)
    {
        var filter = PushFilter.Of(context.Request);
        var store = engine.Engine.Store;
        using var seat = feed.Enter();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, feed.Stopping);
        try
        {
            var recent = await seat.Recent.WaitAsync(ending.Token);
            var cursor = await JournalRequest.Cursor(context.Request, store, "now");
            await JournalRequest.Known(context.Request, store, cursor);
            Begin(context.Response);
            await Send(new Subscription(recent, store, cursor), filter, context.Response.BodyWriter, ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            await End(context);
        }
    }

    private static void Begin(HttpResponse response)
    {
        response.Headers.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["X-Accel-Buffering"] = "no";
    }

    /// <summary>What was begun is ended, unless the reader does not take it: he is not waited for.</summary>
    private static async Task End(HttpContext context)
    {
        if (!context.Response.HasStarted)
        {
            throw new ProblemException(Problem.Unavailable("Stopping", "The engine is stopping; it is safe to repeat the call."));
        }

        using var late = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        try
        {
            await context.Response.BodyWriter.FlushAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
    }

    private async Task Send(Subscription subscription, PushFilter filter, PipeWriter writer, CancellationToken cancel)
    {
        // At once, so that who connects again knows from where, whatever comes first.
        var (told, clock) = (Beat(writer, subscription.Cursor, null), engine.Engine.Clock);
        await writer.FlushAsync(cancel);
        var spoken = clock.GetTimestamp();
        while (true)
        {
            var entries = await subscription.Take(cancel);
            if (await Write(entries, subscription, filter, writer, cancel) is { } last)
            {
                (told, spoken) = (last, clock.GetTimestamp());
            }
            else if (clock.GetElapsedTime(spoken) >= feed.Heartbeat)
            {
                told = Beat(writer, subscription.Cursor, told);
                await writer.FlushAsync(cancel);
                spoken = clock.GetTimestamp();
            }

            if (entries.Count == 0)
            {
                await subscription.Wait(Left(feed.Heartbeat, clock.GetElapsedTime(spoken)), cancel);
            }
        }
    }

    /// <summary>Sends what he wants of some entries.</summary>
    /// <returns>The cursor after the last that was sent; null: none was.</returns>
    private async Task<JournalCursor?> Write(
        IReadOnlyList<PushedEntry> entries, Subscription subscription, PushFilter filter, PipeWriter writer, CancellationToken cancel)
    {
        var (last, unflushed) = (default(JournalCursor), 0);
        foreach (var entry in entries)
        {
            subscription.Pass(entry);
            if (filter.Wants(entry) && await message(entry, cancel) is { } json)
            {
                last = subscription.Cursor;
                unflushed += Write(writer, last, json);
            }

            if (unflushed > BytesUnflushedMax)
            {
                await writer.FlushAsync(cancel);
                unflushed = 0;
            }
        }

        if (unflushed > 0)
        {
            await writer.FlushAsync(cancel);
        }

        return last;
    }

    private static TimeSpan Left(TimeSpan whole, TimeSpan gone) => gone < whole ? whole - gone : TimeSpan.Zero;

    private int Write(PipeWriter writer, JournalCursor cursor, byte[] json)
    {
        writer.Write("id: "u8);
        var id = Id(cursor);
        writer.Write(id);
        writer.Write(head);
        writer.Write(json);
        writer.Write("\n\n"u8);
        return id.Length + head.Length + json.Length;
    }

    private JournalCursor Beat(PipeWriter writer, JournalCursor cursor, JournalCursor? told)
    {
        writer.Write(": "u8);
        writer.Write(Encoding.ASCII.GetBytes(engine.Engine.Clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)));
        if (!ReferenceEquals(cursor, told))
        {
            writer.Write("\nid: "u8);
            writer.Write(Id(cursor));
        }

        writer.Write("\n\n"u8);
        return cursor;
    }

    private byte[] Id(JournalCursor cursor) => Encoding.ASCII.GetBytes(cursor.ToText(engine.Engine.Store.RegistrySecret.Span));
}

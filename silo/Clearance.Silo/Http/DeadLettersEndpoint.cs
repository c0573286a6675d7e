using System.Globalization;
using System.Text;
using System.Text.Json;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary><c>/v1/dead-letters</c>: what was refused, why, and once more, as it was or put right.</summary>
internal sealed class DeadLettersEndpoint(
    EngineService engine, BodyReader bodies, Admission admission, SignedCalls signed, PendingRedrives redrives, SecurityLog log)
{
    private const int PageDefault = 100;
    private const int PageMax = 1000;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private IPublicationStore Letters => (IPublicationStore)engine.Engine.Store;

    /// <summary>A page of them, oldest first.</summary>
    public async Task List(HttpContext context)
    {
        var after = RequestReader.Number(context.Request, "after", 0, 0, long.MaxValue);
        var limit = (int)RequestReader.Number(context.Request, "limit", PageDefault, 1, PageMax);
        var letters = await Seen(Caller.Of(context), after, limit, context.RequestAborted);
        await JsonAnswer.Write(context.Response, letters, static (json, page) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("deadLetters"u8);
            foreach (var letter in page)
            {
                json.WriteStartObject();
                WriteReason(json, letter);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    /// <summary>One of them, with its bytes.</summary>
    public async Task Get(HttpContext context)
    {
        var letter = await Find(context);
        await JsonAnswer.Write(context.Response, letter, static (json, it) =>
        {
            json.WriteStartObject();
            WriteReason(json, it);
            json.WriteBase64String("base64"u8, it.Letter.Raw.Span);
            json.WriteString("text"u8, TextOf(it.Letter.Raw.Span));
            json.WriteEndObject();
        });
    }

    /// <summary>
    /// Posts it to its stream again, or, with a body, the body in its place. It is judged as any event is; the letter stays, for it
    /// says what was received. Where callers are told apart, two of them must ask for it.
    /// </summary>
    public async Task Redrive(HttpContext context)
    {
        var (found, caller) = (await Find(context), Caller.Of(context));
        var letter = found.Letter;
        var body = await bodies.Read(context.Request);
        EventResult result;
        try
        {
            var raw = body.Memory.IsEmpty ? letter.Raw : OnlyEvent(body.Memory);
            if (caller.Name.Length > 0 && !redrives.IsSecond(found.Sequence, raw, caller))
            {
                body.Dispose();
                log.Done(context, "redrive asked for");
                context.Response.StatusCode = StatusCodes.Status202Accepted;
                await JsonAnswer.Write(context.Response, found.Sequence, WritePending);
                return;
            }

            log.Done(context, "redrive");
            using var place = admission.Enter(context, 1);
            result = (await signed.TakeAgain(letter, raw, context.RequestAborted))[0];
        }
        catch
        {
            body.Abandon();
            throw;
        }

        body.Dispose();
        await JsonAnswer.Write(context.Response, result, static (json, it) => json.EventResult(it));
    }

    private static ReadOnlyMemory<byte> OnlyEvent(ReadOnlyMemory<byte> body)
    {
        var split = EventBody.Split(body.Span);
        return split.Fault == BodyFault.None && split.Events.Length == 1
            ? body.Slice(split.Events[0].Offset, split.Events[0].Length)
            : throw new ProblemException(new Problem(
                StatusCodes.Status400BadRequest, "UnreadableBody", "The body is one event, or empty. Nothing was applied."));
    }

    private async Task<DeadLetterRecord> Find(HttpContext context)
    {
        if (!long.TryParse((string)context.Request.RouteValues["id"]!, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            || id == 0)
        {
            throw Unknown();
        }

        var letters = await Page(id - 1, 1, context.RequestAborted);
        return letters.Count == 1 && letters[0].Sequence == id && LetterBank.MaySee(Caller.Of(context), letters[0].Letter)
            ? letters[0]
            : throw Unknown();
    }

    private static ProblemException Unknown() => new(new Problem(
        StatusCodes.Status404NotFound, "UnknownDeadLetter", "There is no dead letter of that id; /v1/dead-letters lists those there are.", "id"));

    /// <summary>A page of those that a caller may see.</summary>
    private async Task<List<DeadLetterRecord>> Seen(Caller caller, long after, int limit, CancellationToken cancel)
    {
        if (caller.Bank is null)
        {
            return await Page(after, limit, cancel);
        }

        var seen = new List<DeadLetterRecord>();
        List<DeadLetterRecord> page;
        do
        {
            page = await Page(after, PageMax, cancel);
            seen.AddRange(page.Where(it => LetterBank.MaySee(caller, it.Letter)));
            after = page.Count > 0 ? page[^1].Sequence : after;
        }
        while (page.Count == PageMax && seen.Count < limit);
        return seen.Count > limit ? seen[..limit] : seen;
    }

    /// <summary>The ids rise over all lanes, each lane by itself in order of commit.</summary>
    private async Task<List<DeadLetterRecord>> Page(long after, int limit, CancellationToken cancel)
    {
        var letters = new List<DeadLetterRecord>();
        for (var lane = 0; lane < Letters.DeadLetterLanes; lane++)
        {
            letters.AddRange(await Letters.ReadDeadLetters(lane, after, limit, cancel));
        }

        letters.Sort(static (one, other) => one.Sequence.CompareTo(other.Sequence));
        return letters.Count > limit ? letters[..limit] : letters;
    }

    private static void WritePending(Utf8JsonWriter json, long id)
    {
        json.WriteStartObject();
        json.WriteNumber("id"u8, id);
        json.WriteString("status"u8, "pending"u8);
        json.WriteString("detail"u8, "Another operator must ask for the same within an hour, of this engine; then it is posted."u8);
        json.WriteEndObject();
    }

    private static void WriteReason(Utf8JsonWriter json, DeadLetterRecord record)
    {
        var letter = record.Letter;
        json.WriteNumber("id"u8, record.Sequence);
        json.WriteString("receivedAt"u8, letter.ReceivedAt.ToString());
        json.WriteString("stream"u8, EventStreams.NameOf(letter.Stream));
        json.WriteString("code"u8, letter.Code);
        json.WriteString("field"u8, letter.Field);
        json.WriteString("detail"u8, letter.Detail);
        json.WriteNumber("bytes"u8, letter.Raw.Length);
    }

    /// <summary>As text, where it is any.</summary>
    private static string? TextOf(ReadOnlySpan<byte> raw)
    {
        try
        {
            return Strict.GetString(raw);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}

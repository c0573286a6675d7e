using System.Text.Json;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary><c>/v1/parked</c>: ledgers and declarations that an event stopped, and letting them go on once the reason is repaired.</summary>
/// <remarks>
/// One operator is enough, where posting a dead letter again needs two: nothing is brought in, left out or put in another order. What waits was
/// taken from its source already, and goods that are held for no reason of their own should not wait for a second pair of eyes.
/// </remarks>
internal sealed class ParkedEndpoint(EngineService engine, SecurityLog log)
{
    private const int PageMax = 1000;

    private const string KeyRule =
        "A key is a taxpayer id, or the 11 digits of a declaration that nobody has registered; /v1/parked lists those that are stopped.";

    /// <summary>A page of them in order of the key, each with how much waits.</summary>
    public async Task List(HttpContext context)
    {
        var after = RequestReader.Value(context.Request, "after") ?? "";
        if (after.Length > 0 && !TaxpayerId.TryParse(after, out _) && !DeclarationKey.TryParse(after, out _))
        {
            throw RequestReader.Malformed("after", KeyRule);
        }

        var limit = (int)RequestReader.Number(context.Request, "limit", PageMax, 1, PageMax);

        // One more than is told says whether there are more.
        var keys = await engine.Engine.Store.ParkedKeys(after, limit + 1, context.RequestAborted);
        await JsonAnswer.Write(context.Response, (keys, limit), static (json, it) => Write(json, it.keys, it.limit));
    }

    /// <summary>Lets one go on; answers when what it applied is durable, and every decision counts it.</summary>
    public async Task Resume(HttpContext context)
    {
        var key = (string)context.Request.RouteValues["key"]!;
        try
        {
            var resumption = await Resume(key);
            if (resumption is { Taken: 0, IsStopped: false })
            {
                throw new ProblemException(new Problem(
                    StatusCodes.Status409Conflict, "NotParked",
                    "Nothing waits under this key: it is not stopped, or goes on already. /v1/parked lists those that are stopped.", "key"));
            }

            log.Done(context, resumption.IsStopped ? "resume, stopped still" : "resume");
            await JsonAnswer.Write(context.Response, (key, resumption), static (json, it) => Write(json, it.key, it.resumption));
        }
        catch (CorruptRecordException)
        {
            throw new ProblemException(new Problem(
                StatusCodes.Status409Conflict, "RecordUnreadable",
                "What is stored under this key cannot be read, so that nothing can be applied to it. Repair or restore it first.", "key"));
        }
    }

    /// <remarks>Whoever asked may leave: what is begun goes on to its end.</remarks>
    private async Task<Resumption> Resume(string key)
    {
        var entities = engine.Engine.Entities;
        if (TaxpayerId.TryParse(key, out var taxpayer))
        {
            return await new Resumer(entities, engine.Engine.Store).Resume(taxpayer, CancellationToken.None);
        }

        if (!DeclarationKey.TryParse(key, out var declaration))
        {
            throw RequestReader.Malformed("key", KeyRule);
        }

        return await entities.Declaration(declaration).Resume() ?? new Resumption(0, null, "");
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<ParkedKey> keys, int limit)
    {
        json.WriteStartObject();
        json.WriteStartArray("parked"u8);
        foreach (var parked in keys.Take(limit))
        {
            json.WriteStartObject();
            json.WriteString("key"u8, parked.Home);
            json.WriteNumber("waiting"u8, parked.Waiting);
            json.WriteString("why"u8, FirstLine(parked.Why));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteBoolean("complete"u8, keys.Count <= limit);
        json.WriteString("next"u8, keys.Count <= limit ? null : keys[limit - 1].Home);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string key, Resumption resumption)
    {
        json.WriteStartObject();
        json.WriteString("key"u8, key);
        json.WriteNumber("taken"u8, resumption.Taken);
        json.WriteBoolean("stopped"u8, resumption.IsStopped);
        json.WriteString("stoppedBy"u8, resumption.StoppedBy);
        json.WriteString("why"u8, resumption.StoppedBy is null ? null : FirstLine(resumption.Why));
        json.WriteEndObject();
    }

    /// <summary>Of what was thrown: the rest says where in the program, which its log has.</summary>
    private static string FirstLine(string why) => why.AsSpan().IndexOfAny('\r', '\n') is >= 0 and var end ? why[..end] : why;
}

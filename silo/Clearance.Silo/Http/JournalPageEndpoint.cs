using System.Text.Json;

namespace Clearance.Silo;

/// <summary>
/// <c>GET /v1/decisions</c> and <c>GET /v1/obligations</c>: what follows a cursor, page by page, of all declarations.
/// </summary>
internal sealed class JournalPageEndpoint(EngineService engine, string list, PushedMessage message)
{
    private const int LimitMax = 1000;
    private const int LimitUnlessSaid = 100;

    private readonly JsonEncodedText name = JsonEncodedText.Encode(list);

    /// <summary>Answers with a page, and the cursor after it.</summary>
    public async Task Get(HttpContext context)
    {
        var (request, store) = (context.Request, engine.Engine.Store);
        var limit = (int)RequestReader.Number(request, "limit", LimitUnlessSaid, 1, LimitMax);
        var cursor = await JournalRequest.Cursor(request, store);
        var page = await JournalRequest.Read(request, store, cursor, limit);
        var messages = new List<byte[]>(page.Entries.Count);
        foreach (var record in page.Entries)
        {
            if (await message(new PushedEntry(record), context.RequestAborted) is { } json)
            {
                messages.Add(json);
            }
        }

        await JsonAnswer.Write(
            context.Response, (name, messages, Next: page.Next.ToText(store.RegistrySecret.Span)), static (json, it) =>
            {
                json.WriteStartObject();
                json.WriteStartArray(it.name);
                foreach (var one in it.messages)
                {
                    json.WriteRawValue(one, skipInputValidation: true);
                }

                json.WriteEndArray();
                json.WriteString("next"u8, it.Next);
                json.WriteEndObject();
            });
    }
}

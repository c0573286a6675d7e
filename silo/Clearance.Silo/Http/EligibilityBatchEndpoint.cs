using System.Text.Json;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary><c>POST /v1/eligibility</c>: many declarations at once, answered in order; one error never fails the rest.</summary>
internal sealed class EligibilityBatchEndpoint(EngineService engine, BodyReader bodies)
{
    /// <summary>The most declarations of one call.</summary>
    public const int DeclarationsMax = 1000;

    private const int ShownMax = 64;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>Answers with a decision, or an error, per declaration.</summary>
    public async Task Post(HttpContext context)
    {
        var asked = await Read(context.Request);
        ClientLimiter.MoreQueries(context, asked.Declarations.Length - 1);
        var open = engine.Engine;
        var on = asked.On ?? open.Today;
        var begun = open.Flows.Begin();
        var answers = new Answer[asked.Declarations.Length];
        var waiting = new List<Task>();
        for (var i = 0; i < answers.Length; i++)
        {
            var answer = Ask(open, asked.Declarations[i], on);
            if (answer.IsCompletedSuccessfully)
            {
                answers[i] = answer.Result;
            }
            else
            {
                waiting.Add(Put(answers, i, answer.AsTask()));
            }
        }

        await Task.WhenAll(waiting);
        open.Flows.Questions(answers.Length, begun);
        await JsonAnswer.Write(context.Response, (answers, ForGate: Caller.Of(context).Roles == Roles.Port), Write);
    }

    private static async Task Put(Answer[] answers, int index, Task<Answer> answer) => answers[index] = await answer;

    private static async ValueTask<Answer> Ask(Engine engine, string? asked, DateOnly on)
    {
        if (asked is null || !DeclarationKey.TryParseEither(asked, out var key))
        {
            return new Answer(
                asked, null, nameof(RejectionCode.InvalidDeclarationNumber), RequestReader.DeclarationRule);
        }

        try
        {
            return new Answer(asked, await engine.Entities.Declaration(key).Decide(on), null, null);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A catch-all, for one error never fails the rest; what it was, asking alone tells.
            return new Answer(
                asked, null, nameof(ReasonCode.DecisionUnavailable), "No decision can be made now; ask again.");
        }
    }

    private async Task<Asked> Read(HttpRequest request)
    {
        using var body = await bodies.Read(request);
        try
        {
            using var document = JsonDocument.Parse(body.Memory, Strict);
            return Read(document.RootElement);
        }
        catch (JsonException)
        {
            throw Malformed("UnreadableBody", "The body is not valid JSON, or has a member twice.", null);
        }
    }

    private static Asked Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("declarations"u8, out var list) || list.ValueKind != JsonValueKind.Array)
        {
            throw Malformed("MissingField", "The body is an object with an array of declaration numbers.", "declarations");
        }

        if (list.GetArrayLength() > DeclarationsMax)
        {
            throw new ProblemException(new Problem(
                StatusCodes.Status413PayloadTooLarge, "TooManyDeclarations",
                $"One call takes at most {DeclarationsMax} declarations.", "declarations"));
        }

        DateOnly? on = null;
        if (root.TryGetProperty("on"u8, out var date) && date.ValueKind != JsonValueKind.Null)
        {
            on = RequestReader.TryDate(TextOf(date), out var value)
                ? value
                : throw new ProblemException(RequestReader.InvalidDate("on"));
        }

        return new Asked(
            [.. list.EnumerateArray().Select(e => TextOf(e) is { } text ? Shown(text) : null)], on);
    }

    /// <summary>A member's text; null when it is none, as half a surrogate pair is.</summary>
    private static string? TextOf(JsonElement member)
    {
        try
        {
            return member.ValueKind == JsonValueKind.String ? member.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    // What is longer than any number is shown cut, so that an answer is never much larger than a question.
    private static string Shown(string text) => text.Length <= ShownMax ? text : text[..ShownMax] + "…";

    private static ProblemException Malformed(string code, string detail, string? field) =>
        new(new Problem(StatusCodes.Status400BadRequest, code, detail, field));

    private static void Write(Utf8JsonWriter json, (Answer[] Answers, bool ForGate) it)
    {
        json.WriteStartObject();
        json.WriteStartArray("results"u8);
        foreach (var answer in it.Answers)
        {
            answer.Write(json, it.ForGate);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private sealed record Asked(string?[] Declarations, DateOnly? On);

    private readonly record struct Answer(string? Declaration, Decision? Decision, string? Code, string? Detail)
    {
        public void Write(Utf8JsonWriter json, bool forGate)
        {
            if (Decision is not null && forGate)
            {
                GateJson.Write(json, Decision, Declaration);
                return;
            }

            if (Decision is not null)
            {
                DecisionJson.Write(json, Decision, Declaration);
                return;
            }

            json.WriteStartObject();
            json.WriteString("declaration"u8, Declaration);
            json.WriteStartObject("error"u8);
            json.WriteString("code"u8, Code);
            json.WriteString("detail"u8, Detail);
            json.WriteEndObject();
            json.WriteEndObject();
        }
    }
}

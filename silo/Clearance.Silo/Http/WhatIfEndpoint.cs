using System.Text.Json;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary><c>POST /v1/declarations/{n}/what-if</c>: the decision if events came now; nothing is changed.</summary>
internal sealed class WhatIfEndpoint(EngineService engine, BodyReader bodies)
{
    /// <summary>Answers with a result per event and the decision before and after.</summary>
    public async Task Post(HttpContext context)
    {
        var key = RequestReader.Declaration(context.Request, out var asked);
        using var body = await bodies.Read(context.Request);
        var supposed = WhatIfBody.Read(body.Memory);
        var open = engine.Engine;
        WhatIfAnswer answer;
        try
        {
            answer = await open.WhatIf.Ask(key, supposed.Events, supposed.On ?? open.Today);
        }
        catch (OutOfScopeException outside)
        {
            throw new ProblemException(new Problem(
                StatusCodes.Status400BadRequest, "EventOutOfScope",
                $"A what-if is about the declaration's taxpayer alone. {outside.Message}", $"events[{outside.Index}]"));
        }

        await JsonAnswer.Write(context.Response, (answer, asked), static (json, it) => Write(json, it.answer, it.asked));
    }

    private static void Write(Utf8JsonWriter json, WhatIfAnswer answer, string asked)
    {
        json.WriteStartObject();
        json.WriteString("declaration"u8, asked);
        json.Date("on"u8, answer.Before.On);
        json.WriteStartArray("results"u8);
        foreach (var result in answer.Results)
        {
            json.EventResult(result);
        }

        json.WriteEndArray();
        json.WritePropertyName("before"u8);
        DecisionJson.Write(json, answer.Before, asked);
        json.WritePropertyName("after"u8);
        DecisionJson.Write(json, answer.After, asked);
        json.WriteEndObject();
    }
}

using System.Text.Json;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary><c>GET /v1/declarations/{n}/eligibility</c>: may these goods go, and if not, why and what would free them.</summary>
internal sealed class EligibilityEndpoint(EngineService engine, SiloSettings settings)
{
    private readonly EligibilityAnswers answers = new();

    /// <summary>Answers with the decision; most are in memory and answered without waiting.</summary>
    public Task Get(HttpContext context)
    {
        var key = RequestReader.Declaration(context.Request, out var asked);
        var on = RequestReader.On(context.Request);
        var open = engine.Engine;
        var begun = open.Flows.Begin();
        var declaration = open.Entities.Declaration(key);
        if (settings.HasAccess && Caller.Of(context).Roles == Roles.Port)
        {
            return Answer(context.Response, declaration.Decide(on), asked, open.Flows, begun, GateJson.Write);
        }

        if (declaration is IPublishesRoot shown && shown.TryRoot() is { } root
            && answers.Of(key, root, on ?? open.Today) is { } json)
        {
            open.Flows.Questions(1, begun);
            return JsonAnswer.Write(context.Response, json);
        }

        return Answer(context.Response, declaration.Decide(on), asked, open.Flows, begun, static (json, it, number) => DecisionJson.Write(json, it, number));
    }

    private static async Task Answer(
        HttpResponse response, ValueTask<Decision> deciding, string asked, Flows flows, long begun, Action<Utf8JsonWriter, Decision, string> write)
    {
        var decision = await deciding;
        flows.Questions(1, begun);
        await JsonAnswer.Write(response, (decision, asked, write), static (json, it) => it.write(json, it.decision, it.asked));
    }
}

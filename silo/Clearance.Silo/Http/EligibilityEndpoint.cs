using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary><c>GET /v1/declarations/{n}/eligibility</c>: may these goods go, and if not, why and what would free them.</summary>
internal sealed class EligibilityEndpoint(EngineService engine)
{
    /// <summary>Answers with the decision; most are in memory and answered without waiting.</summary>
    public Task Get(HttpContext context)
    {
        var key = RequestReader.Declaration(context.Request, out var asked);
        var on = RequestReader.On(context.Request);
        var decision = engine.Engine.Entities.Declaration(key).Decide(on);
        return decision.IsCompletedSuccessfully
            ? Answer(context.Response, decision.Result, asked)
            : Later(context.Response, decision.AsTask(), asked);

        static async Task Later(HttpResponse response, Task<Decision> decision, string asked) =>
            await Answer(response, await decision, asked);
    }

    private static Task Answer(HttpResponse response, Decision decision, string asked) => JsonAnswer.Write(
        response, (decision, asked), static (json, it) => DecisionJson.Write(json, it.decision, it.asked));
}

using System.Globalization;
using Clearance.Domain;

namespace Clearance.Silo;

/// <summary><c>GET /v1/declarations/{n}/explain</c>: the decision in words, with the facts and the law behind each reason.</summary>
internal sealed class ExplainEndpoint(EngineService engine)
{
    /// <summary>Answers in the language asked for.</summary>
    public async Task Get(HttpContext context)
    {
        var key = RequestReader.Declaration(context.Request, out var asked);
        var open = engine.Engine;
        var on = RequestReader.On(context.Request) ?? open.Today;
        var culture = Language(context.Request);
        if (await open.Entities.Declaration(key).Owner() is { } owner)
        {
            var (root, declaration) = await open.Entities.Taxpayer(owner).Find(key);
            var decision = declaration is null ? Assessment.Unavailable(key, on) : root.Decide(declaration, on);
            await Write(context, new ExplainJson(asked, decision, declaration, root.Ledger.Standing, culture));
            return;
        }

        var identity = await open.Identity(key, context.RequestAborted);
        await Write(context, new ExplainJson(asked, Assessment.Unregistered(key, identity, on), null, Standing.Empty, culture));
    }

    private static Task Write(HttpContext context, ExplainJson answer) =>
        JsonAnswer.Write(context.Response, answer, static (json, it) => it.Write(json));

    private static CultureInfo Language(HttpRequest request) => request.Query["lang"] switch
    {
        { Count: 0 } => ReasonMessages.English,
        { Count: 1 } one when one == "en" => ReasonMessages.English,
        { Count: 1 } one when one == "vi" => ReasonMessages.Vietnamese,
        _ => throw new ProblemException(new Problem(
            StatusCodes.Status400BadRequest, nameof(RejectionCode.InvalidValue), "The languages are en and vi.", "lang")),
    };
}

using System.Globalization;
using Clearance.Domain;
using Clearance.Entities;

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
        var answer = await Explain(open, key, on, context.RequestAborted);
        await JsonAnswer.Write(
            context.Response, answer with { Asked = asked, Culture = culture }, static (json, it) => it.Write(json));
    }

    private static async Task<ExplainJson> Explain(Engine open, DeclarationKey key, DateOnly on, CancellationToken cancel)
    {
        try
        {
            if (await open.Entities.Declaration(key).Owner() is not { } owner)
            {
                var identity = await open.Identity(key, cancel);
                return new ExplainJson(Assessment.Unregistered(key, identity, on), null, Standing.Empty);
            }

            var (root, declaration) = await open.Entities.Taxpayer(owner).Find(key);
            var decision = declaration is null ? Assessment.Unavailable(key, on) : root.Decide(declaration, on);
            return new ExplainJson(decision, declaration, root.Ledger.Standing);
        }
        catch (CorruptRecordException)
        {
            // What cannot be read never becomes "may go" (domain.md §5, reason 0).
            return new ExplainJson(Assessment.Unavailable(key, on), null, Standing.Empty);
        }
    }

    private static CultureInfo Language(HttpRequest request) => request.Query["lang"] switch
    {
        { Count: 0 } => ReasonMessages.English,
        { Count: 1 } one when one == "en" => ReasonMessages.English,
        { Count: 1 } one when one == "vi" => ReasonMessages.Vietnamese,
        _ => throw new ProblemException(new Problem(
            StatusCodes.Status400BadRequest, nameof(RejectionCode.InvalidValue), "The languages are en and vi.", "lang")),
    };
}

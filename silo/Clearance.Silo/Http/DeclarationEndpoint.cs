using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary><c>GET /v1/declarations/{n}</c>: everything known of a declaration.</summary>
internal sealed class DeclarationEndpoint(EngineService engine)
{
    /// <summary>Answers for a registered declaration, or with what came before a registration.</summary>
    public async Task Get(HttpContext context)
    {
        var key = RequestReader.Declaration(context.Request, out var asked);
        var open = engine.Engine;
        var on = RequestReader.On(context.Request) ?? open.Today;
        if (await open.Entities.Declaration(key).Owner() is { } owner)
        {
            var (root, declaration) = await open.Entities.Taxpayer(owner).Find(key);
            await JsonAnswer.Write(
                context.Response,
                new DeclarationJson(root, declaration ?? throw new StateConflictException($"{key} is not in its ledger."), on),
                static (json, it) => it.Write(json));
            return;
        }

        var identity = await open.Identity(key, context.RequestAborted);
        await JsonAnswer.Write(
            context.Response,
            new UnregisteredJson(asked, identity, Assessment.Unregistered(key, identity, on)),
            static (json, it) => it.Write(json));
    }
}

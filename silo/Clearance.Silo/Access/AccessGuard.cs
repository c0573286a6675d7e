using Clearance.Domain;

namespace Clearance.Silo;

/// <summary>Lets a call through to its route when it is known who calls, the route is for such callers, and what it names is theirs to see.</summary>
/// <remarks>In no pipeline while neither access control nor limits of single callers are configured.</remarks>
internal sealed class AccessGuard(
    RequestDelegate next, AccessKeeper access, EngineService engine, ClientLimits limits, SecurityLog log, TimeProvider clock)
{
    private static readonly Problem Unauthenticated = new(
        StatusCodes.Status401Unauthorized, "Unauthenticated", "The call does not say who makes it in a way that is accepted.");

    private static readonly Problem Forbidden = new(
        StatusCodes.Status403Forbidden, "Forbidden", "The call is not for callers of your role; docs/operating/access.md lists who may what.");

    /// <summary>What is there for others and not for this caller, or not there at all: nobody can tell which.</summary>
    public static Problem NotYours { get; } = new(
        StatusCodes.Status404NotFound, "NotFound", "There is nothing of this name that you may see.");

    /// <summary>Says that a caller's role does not go so far, which depends on more than the route.</summary>
    public static ProblemException NotFor(HttpContext context, string why)
    {
        context.RequestServices.GetRequiredService<SecurityLog>().Refused(context, why);
        return new ProblemException(Forbidden);
    }

    /// <summary>Says that what a call names is another's.</summary>
    public static ProblemException Foreign(HttpContext context)
    {
        context.RequestServices.GetRequiredService<SecurityLog>().Refused(context, "not the caller's own");
        return new ProblemException(NotYours);
    }

    /// <summary>Answers one call.</summary>
    public async Task Invoke(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        var route = endpoint?.Metadata.GetMetadata<RouteAccess>();
        if (route is { IsOpen: true })
        {
            await next(context);
            return;
        }

        var caller = Caller.Anyone;
        if (access.Rules is { } rules)
        {
            var (known, why) = await Authentication.Of(context, rules, clock.GetUtcNow());
            if (known is null)
            {
                log.Unknown(context, why);
                context.Response.Headers.WWWAuthenticate = "Bearer";
                await Unauthenticated.Write(context.Response);
                return;
            }

            caller = known;
            context.Features.Set(caller);
            if (await Refusal(context, endpoint, route, caller) is { } refusal)
            {
                await refusal.Write(context.Response);
                return;
            }
        }

        await Limited(context, caller, route?.Use ?? RouteUse.Query);
    }

    /// <summary>Why it is not let through; null: it is.</summary>
    private async ValueTask<Problem?> Refusal(HttpContext context, Endpoint? endpoint, RouteAccess? route, Caller caller)
    {
        if (endpoint is not RouteEndpoint)
        {
            // No such path or no such method, which whoever is known may be told.
            return null;
        }

        if (route is null || (route.Allowed & caller.Roles) == Roles.None)
        {
            log.Refused(context, "role");
            return Forbidden;
        }

        if (caller.Taxpayer is { } taxpayer && !await IsOwn(context.Request.RouteValues, taxpayer, route))
        {
            log.Refused(context, "not the caller's own");
            return NotYours;
        }

        return null;
    }

    /// <summary>Whether what a path names is the taxpayer's: by its id, or by whose ledger has it, and by nothing a call says of it.</summary>
    private async ValueTask<bool> IsOwn(RouteValueDictionary path, TaxpayerId taxpayer, RouteAccess route)
    {
        if (path.TryGetValue("n", out var number))
        {
            // What is malformed is told so, to everybody alike, by who answers the route.
            return !DeclarationKey.TryParseEither((string)number!, out var key)
                || await engine.Engine.Entities.Declaration(key).Owner() == taxpayer;
        }

        return path.TryGetValue("id", out var id)
            ? !TaxpayerId.TryParse((string)id!, out var named) || named == taxpayer
            : route.Allowed == Roles.All;
    }

    private async Task Limited(HttpContext context, Caller caller, RouteUse use)
    {
        if (!limits.Any)
        {
            await next(context);
            return;
        }

        var own = limits.Of(context, caller, access.Rules);
        context.Features.Set(own);
        using var call = own.Enter(use);
        await next(context);
    }
}

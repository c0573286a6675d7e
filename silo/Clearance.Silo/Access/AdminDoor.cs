using Microsoft.AspNetCore.Routing.Template;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Clearance.Silo;

/// <summary>Answers what is for administrators at their own addresses alone: at any other it is as if it were not there.</summary>
/// <remarks>
/// Which address a call came to is known by who listened there, and by nothing a call says. In no pipeline while administrators have no
/// address of their own.
/// </remarks>
internal sealed class AdminDoor(RequestDelegate next, EndpointDataSource routes)
{
    private IReadOnlyList<TemplateMatcher>? paths;

    private IReadOnlyList<TemplateMatcher> Paths => paths ??=
    [
        .. routes.Endpoints.OfType<RouteEndpoint>().Where(IsTheirs)
            .Select(static route => new TemplateMatcher(TemplateParser.Parse(route.RoutePattern.RawText!.TrimStart('/')), [])),
    ];

    /// <summary>Makes an address one of administrators.</summary>
    public static void Open(ListenOptions listen) => listen.Use(static next => connection =>
    {
        connection.Features.Set(new Opened());
        return next(connection);
    });

    /// <summary>Whether a call came to an address of theirs.</summary>
    public static bool IsOpenTo(HttpContext context) => context.Features.Get<Opened>() is not null;

    /// <summary>Answers one call.</summary>
    public Task Invoke(HttpContext context)
    {
        if (!IsOpenTo(context) && IsForAdministrators(context))
        {
            context.SetEndpoint(null);
        }

        return next(context);
    }

    /// <summary>Also by a method that it does not have: which ones it has, nobody is told.</summary>
    private bool IsForAdministrators(HttpContext context) => context.GetEndpoint() switch
    {
        null => false,
        RouteEndpoint route => IsTheirs(route),
        _ => Paths.Any(path => path.TryMatch(context.Request.Path, [])),
    };

    private static bool IsTheirs(RouteEndpoint route) => route.Metadata.GetMetadata<RouteAccess>() is { IsForAdministrators: true };

    private sealed class Opened;
}

namespace Clearance.Silo;

/// <summary>Who may use a route. A route without one is for nobody.</summary>
/// <param name="Allowed">Callers of any of these roles.</param>
/// <param name="IsOpen">Whether everybody may, known or not: the answer tells nothing.</param>
internal sealed record RouteAccess(Roles Allowed, bool IsOpen = false)
{
    /// <summary>Whether a call counts as a question of its caller's; events and streams are counted by themselves.</summary>
    public RouteUse Use { get; init; }
}

/// <summary>What a call of a route costs its caller.</summary>
internal enum RouteUse
{
    /// <summary>A question.</summary>
    Query,

    /// <summary>As many events as it brings.</summary>
    Events,

    /// <summary>A stream, for as long as it is followed.</summary>
    Stream,
}

/// <summary>Says where a route is mapped who may use it.</summary>
internal static class RouteAccessExtensions
{
    /// <summary>Callers of any of these roles.</summary>
    public static void For(this IEndpointConventionBuilder route, Roles allowed, RouteUse use = RouteUse.Query) =>
        route.WithMetadata(new RouteAccess(allowed) { Use = use });

    /// <summary>Everybody.</summary>
    public static void ForEverybody(this IEndpointConventionBuilder route) => route.WithMetadata(new RouteAccess(Roles.All, IsOpen: true));
}

using System.Diagnostics;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>
/// A span for each call, while somebody listens: ASP.NET's own names the path, and with it a taxpayer or a declaration; this one the route.
/// </summary>
internal sealed class RequestSpans(RequestDelegate next)
{
    /// <summary>Answers one call.</summary>
    public async Task Invoke(HttpContext context)
    {
        if (!Tracing.Source.HasListeners())
        {
            await next(context);
            return;
        }

        _ = ActivityContext.TryParse(context.Request.Headers.TraceParent, context.Request.Headers.TraceState, isRemote: true, out var caller);
        using var span = Tracing.Source.StartActivity(MethodOf(context.Request), ActivityKind.Server, caller);
        await next(context);
        if (span is { } answered)
        {
            var route = TemplateOf(context) ?? "unknown";
            answered.DisplayName = $"{MethodOf(context.Request)} {route}";
            answered.SetTag("http.request.method", MethodOf(context.Request));
            answered.SetTag("http.route", route);
            answered.SetTag("http.response.status_code", context.Response.StatusCode);
            answered.SetStatus(context.Response.StatusCode >= 500 ? ActivityStatusCode.Error : ActivityStatusCode.Unset);
        }
    }

    /// <summary>The template of the route a call was led to, if to any; a path would name whom it is about.</summary>
    public static string? TemplateOf(HttpContext context) => (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;

    /// <summary>A method there is; whoever calls may write anything.</summary>
    private static string MethodOf(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) ? "GET" : HttpMethods.IsPost(request.Method) ? "POST" : "_OTHER";
}

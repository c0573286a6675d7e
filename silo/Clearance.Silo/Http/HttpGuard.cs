using System.Diagnostics;
using System.Net;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>
/// Around every call: under which names the engine answers, no pages of other sites, and problem details for whatever goes wrong.
/// </summary>
/// <remarks>
/// While there is no access control, a browser on this machine can be led to send requests here by any page it shows, also under a foreign name that
/// resolves to 127.0.0.1. So a call must name this machine as its host, and one that comes from a page, from a page of
/// the engine itself.
/// </remarks>
internal sealed partial class HttpGuard(RequestDelegate next, EngineService engine, SiloSettings settings, ILogger<HttpGuard> logger)
{
    private string lastGoodHost = "";

    /// <summary>Answers one call.</summary>
    public async Task Invoke(HttpContext context)
    {
        if (engine.IsStopping)
        {
            // Of the answer, whatever it will be: the next call is to find another engine, or this one's successor.
            context.Response.OnStarting(static response => Close((HttpResponse)response), context.Response);
        }

        try
        {
            if (Refusal(context.Request) is { } refusal)
            {
                engine.Flows?.Refused(refusal.Status);
                await refusal.Write(context.Response);
                return;
            }

            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null } response)
            {
                await Problem.Of(response.StatusCode).Write(response);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Whoever asked is gone; what is durable stays.
        }
        catch (Exception e)
        {
            // A catch-all, for at this border every fault becomes an answer without its text.
            await Answer(context, e);
        }
    }

    private static Task Close(HttpResponse response)
    {
        response.Headers.Connection = "close";
        return Task.CompletedTask;
    }

    private async Task Answer(HttpContext context, Exception e)
    {
        var problem = e switch
        {
            ProblemException expected => expected.Problem,
            BadHttpRequestException bad => Problem.Of(bad.StatusCode),
            OverloadedException { IsPartial: false } => Problem.Overloaded(),
            OverloadedException => Problem.Unavailable(
                "Overloaded", "Too much is under way; some of the events may be applied, and it is safe to repeat the call."),
            StoreUnavailableException => Problem.Unavailable(
                "StoreUnavailable", "The store cannot be reached. Nothing is lost; it is safe to repeat the call."),
            NotSettledException => Problem.Unavailable(
                "NotSettled", "The events are durable, but not all they cause is visible yet; it is safe to repeat the call."),
            CommitOutcomeUnknownException or StateConflictException => Problem.Unavailable(
                "OutcomeUnknown", "It is not known whether the events were applied; it is safe to repeat the call."),
            _ => Unexpected(context, e),
        };
        engine.Flows?.Refused(problem.Status);
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        var allow = context.Response.Headers.AcceptEncoding;
        context.Response.Clear();
        context.Response.Headers.AcceptEncoding = allow;
        await problem.Write(context.Response);
    }

    private Problem Unexpected(HttpContext context, Exception e)
    {
        var trace = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
        LogUnexpected(e, SecurityLog.VerbOf(context), SecurityLog.RouteOf(context), trace);
        return Problem.Internal(trace);
    }

    private Problem? Refusal(HttpRequest request)
    {
        var host = request.Host.Value ?? "";
        if (host != lastGoodHost)
        {
            if (!IsOurs(request.Host))
            {
                return ForeignHost(request.HttpContext);
            }

            lastGoodHost = host;
        }

        var origin = request.Headers.Origin;
        return origin.Count == 0 || origin == $"{request.Scheme}://{host}" ? null : new Problem(
            StatusCodes.Status403Forbidden, "ForeignOrigin",
            settings.HasAccess ? "Pages of other sites may not ask." : "While access control is not configured, pages of other sites may not ask.",
            "Origin");
    }

    private bool IsOurs(HostString host) =>
        !settings.HasAccess ? IsThisMachine(host)
        : settings.AccessHosts.Count == 0 || settings.AccessHosts.Contains(host.Host, StringComparer.OrdinalIgnoreCase);

    /// <summary>What a call by another name is answered with. Once there is access control, whether the engine lives is told under any.</summary>
    private Problem? ForeignHost(HttpContext context) =>
        settings.HasAccess && context.GetEndpoint()?.Metadata.GetMetadata<RouteAccess>() is { IsOpen: true } ? null : new Problem(
            StatusCodes.Status421MisdirectedRequest, "ForeignHost",
            settings.HasAccess
                ? "The engine does not answer to that name."
                : "While access control is not configured, only localhost, 127.0.0.1 and [::1] are answered.",
            "Host");

    private static bool IsThisMachine(HostString host) =>
        !host.HasValue || host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Host, out var ip) && IPAddress.IsLoopback(ip));

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Route} failed; traceId {Trace}")]
    private partial void LogUnexpected(Exception e, string method, string route, string trace);
}

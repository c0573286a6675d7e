using System.Net;
using System.Text;
using Clearance.Domain;

namespace Clearance.Silo;

/// <summary>The operations page, and all it shows as one answer.</summary>
internal sealed class OperationsEndpoint(OperationsBoard board)
{
    // The page's script and style are files of ours, and it asks only us: nothing else runs in it, and nothing may frame it.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static readonly string Shell = PagesEndpoint.Resource("operations.html")
        .Replace("{version}", SiloProcess.Version, StringComparison.Ordinal);

    private static readonly byte[] ScriptFile = Encoding.UTF8.GetBytes(PagesEndpoint.Resource("operations.js"));
    private static readonly byte[] StyleFile = Encoding.UTF8.GetBytes(PagesEndpoint.Resource("operations.css"));

    /// <summary><c>GET /v1/operations</c>.</summary>
    public async Task Get(HttpContext context)
    {
        ConsoleAccess.Require(context);
        var shown = await board.Look();
        context.Response.Headers.CacheControl = "no-store";
        await JsonAnswer.Write(context.Response, shown.Json);
    }

    /// <summary><c>GET /</c>.</summary>
    public async Task Page(HttpContext context)
    {
        ConsoleAccess.Require(context);
        var verdict = (await board.Look()).Verdict;
        var page = Shell
            .Replace("{state}", verdict.State.ToString().ToLowerInvariant(), StringComparison.Ordinal)
            .Replace("{why}", WebUtility.HtmlEncode(string.Join(' ', verdict.Why)), StringComparison.Ordinal);
        await Write(context.Response, page);
    }

    /// <summary><c>GET /operations.js</c>.</summary>
    public static Task Script(HttpContext context) => File(context.Response, ScriptFile, "text/javascript; charset=utf-8");

    /// <summary><c>GET /operations.css</c>.</summary>
    public static Task Style(HttpContext context) => File(context.Response, StyleFile, "text/css; charset=utf-8");

    /// <summary><c>GET /find?q=</c>: on to the page of the declaration or taxpayer that was typed.</summary>
    public static Task Find(HttpContext context)
    {
        ConsoleAccess.Require(context);
        var typed = new string([.. (RequestReader.Value(context.Request, "q") ?? "").Where(static c => !char.IsWhiteSpace(c) && c != '-')]);

        // Twelve digits may be a declaration's, or a person's who is a taxpayer: the check digit tells most of them apart.
        var to = DeclarationKey.TryParseEither(typed, out _) ? $"/declarations/{typed}"
            : TaxpayerId.TryParse(typed, out var id) ? $"/taxpayers/{id}"
            : throw RequestReader.Malformed("q", $"{RequestReader.DeclarationRule} A taxpayer id has 10 digits, 13 for a branch, or 12 for a person.");
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Redirect(to);
        context.Response.ContentLength = 0;
        return Task.CompletedTask;
    }

    /// <summary>Answers with a page of the console.</summary>
    internal static Task Write(HttpResponse response, string page)
    {
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.CacheControl = "no-store";
        response.Headers["Referrer-Policy"] = "no-referrer";
        return PagesEndpoint.Write(response, Encoding.UTF8.GetBytes(page), "text/html; charset=utf-8");
    }

    private static Task File(HttpResponse response, byte[] bytes, string mediaType)
    {
        response.Headers.CacheControl = "no-cache";
        return PagesEndpoint.Write(response, bytes, mediaType);
    }
}

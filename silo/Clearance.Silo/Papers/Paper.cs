using System.Net;
using System.Net.Mime;
using System.Text;
using System.Text.Json;

namespace Clearance.Silo;

/// <summary>A paper: a page to print, or the same as JSON for who asks for it.</summary>
internal static class Paper
{
    // A paper is its own: it loads nothing, and nothing may load for it.
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly string Shell = PagesEndpoint.Resource("paper.html");

    /// <summary>Answers with the page, or with JSON where the call accepts that and no page.</summary>
    /// <param name="context">The call.</param>
    /// <param name="title">What the page is called.</param>
    /// <param name="paper">What is shown.</param>
    /// <param name="page">Writes the page's body.</param>
    /// <param name="json">Writes one JSON object.</param>
    public static Task Write<T>(
        HttpContext context, string title, T paper, Action<HtmlWriter, T> page, Action<Utf8JsonWriter, T> json)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Vary = "Accept";
        if (WantsJson(context.Request))
        {
            return JsonAnswer.Write(context.Response, paper, json);
        }

        var html = new HtmlWriter();
        page(html, paper);

        // The body last: whatever it says is no place for anything else to be put in.
        var text = Shell
            .Replace("{title}", WebUtility.HtmlEncode(title), StringComparison.Ordinal)
            .Replace("{body}", html.ToString(), StringComparison.Ordinal);
        var response = context.Response;
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.ContentType = $"{MediaTypeNames.Text.Html}; charset=utf-8";
        var bytes = Encoding.UTF8.GetBytes(text);
        response.ContentLength = bytes.Length;
        return response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    private static bool WantsJson(HttpRequest request)
    {
        var accept = request.Headers.Accept.ToString();
        return accept.Contains(MediaTypeNames.Application.Json, StringComparison.OrdinalIgnoreCase)
            && !accept.Contains(MediaTypeNames.Text.Html, StringComparison.OrdinalIgnoreCase);
    }
}

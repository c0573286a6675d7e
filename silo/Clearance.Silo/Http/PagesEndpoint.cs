using System.Net;
using System.Net.Mime;
using System.Text;

namespace Clearance.Silo;

/// <summary>What people read: a plain page of what runs here, and the description of the interface.</summary>
internal sealed class PagesEndpoint
{
    // The page is its own: it loads nothing, and nothing may load for it.
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";

    private static readonly byte[] Description = Encoding.UTF8.GetBytes(
        Resource("openapi.json").Replace("{version}", SiloProcess.Version, StringComparison.Ordinal));

    private readonly EngineService engine;
    private readonly Readiness readiness;
    private readonly string page;

    public PagesEndpoint(EngineService engine, Readiness readiness, SiloSettings settings)
    {
        this.engine = engine;
        this.readiness = readiness;
        page = Resource("status.html")
            .Replace("{version}", SiloProcess.Version, StringComparison.Ordinal)
            .Replace("{host}", settings.Host.ToString(), StringComparison.Ordinal)
            .Replace("{since}", DateTimeOffset.UtcNow.ToString("yyyy-MM-dd HH:mm:ss 'UTC'"), StringComparison.Ordinal);
    }

    /// <summary><c>GET /openapi/v1.json</c>.</summary>
    public static Task OpenApi(HttpContext context) =>
        Write(context.Response, Description, MediaTypeNames.Application.Json);

    /// <summary><c>GET /</c>.</summary>
    public async Task Status(HttpContext context)
    {
        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.Headers.CacheControl = "no-store";
        var state = await readiness.NotReady() is { } why ? $"not ready: {why}" : "ready";
        var now = page
            .Replace("{state}", WebUtility.HtmlEncode(state), StringComparison.Ordinal)
            .Replace("{store}", engine.Engine.StoreName, StringComparison.Ordinal);
        await Write(context.Response, Encoding.UTF8.GetBytes(now), "text/html; charset=utf-8");
    }

    private static async Task Write(HttpResponse response, byte[] bytes, string mediaType)
    {
        response.Headers.XContentTypeOptions = "nosniff";
        response.ContentType = mediaType;
        response.ContentLength = bytes.Length;
        await response.Body.WriteAsync(bytes, response.HttpContext.RequestAborted);
    }

    internal static string Resource(string name)
    {
        using var stream = typeof(PagesEndpoint).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}

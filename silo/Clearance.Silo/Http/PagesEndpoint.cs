using System.Net.Mime;
using System.Text;

namespace Clearance.Silo;

/// <summary>The description of the interface, and what pages are made of.</summary>
internal static class PagesEndpoint
{
    private static readonly byte[] Description = Encoding.UTF8.GetBytes(
        Resource("openapi.json").Replace("{version}", SiloProcess.Version, StringComparison.Ordinal));

    /// <summary><c>GET /openapi/v1.json</c>.</summary>
    public static Task OpenApi(HttpContext context) =>
        Write(context.Response, Description, MediaTypeNames.Application.Json);

    /// <summary>Answers with a file.</summary>
    internal static async Task Write(HttpResponse response, byte[] bytes, string mediaType)
    {
        response.Headers.XContentTypeOptions = "nosniff";
        response.ContentType = mediaType;
        response.ContentLength = bytes.Length;
        await response.Body.WriteAsync(bytes, response.HttpContext.RequestAborted);
    }

    /// <summary>A file of the program's own, as text.</summary>
    internal static string Resource(string name)
    {
        using var stream = typeof(PagesEndpoint).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}

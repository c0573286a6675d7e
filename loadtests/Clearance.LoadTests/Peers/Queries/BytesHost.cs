using Microsoft.AspNetCore.Http;

namespace Clearance.LoadTests.Peers;

/// <summary>
/// (e): answers that were made before, given by a bare handler of Kestrel: no routing, nothing parsed, nothing decided. Whoever answers
/// over this server cannot be faster.
/// </summary>
internal static class BytesHost
{
    /// <summary>Reads the answers: a path and its JSON on each line.</summary>
    public static RequestDelegate Handler(string file)
    {
        var answers = File.ReadLines(file).Select(static line => line.Split(' ', 2))
            .ToDictionary(static it => it[0], static it => System.Text.Encoding.UTF8.GetBytes(it[1]), StringComparer.Ordinal);
        return context =>
        {
            var response = context.Response;
            if (!answers.TryGetValue(context.Request.Path.Value!, out var bytes))
            {
                response.StatusCode = context.Request.Path == "/readyz" ? StatusCodes.Status200OK : StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            }

            response.ContentType = "application/json";
            response.ContentLength = bytes.Length;
            return response.Body.WriteAsync(bytes).AsTask();
        };
    }
}

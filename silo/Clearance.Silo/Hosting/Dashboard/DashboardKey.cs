using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Clearance.Silo;

/// <summary>Lets nobody see the dashboard but who knows its key, the password of HTTP's Basic authentication under any name.</summary>
/// <remarks>
/// A page of another site that leads a browser here, under whatever name, has no key to send: browsers keep one by the name of
/// the site it was given to.
/// </remarks>
/// <param name="key">The key.</param>
internal sealed class DashboardKey(string key)
{
    private readonly byte[] _hash = Hash(key);

    /// <summary>Answers who has no key, and goes on for who has.</summary>
    public Task Admit(HttpContext context, RequestDelegate next)
    {
        if (Opens(context.Request.Headers.Authorization))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.Headers.WWWAuthenticate = "Basic realm=\"dashboard\", charset=\"UTF-8\"";
        return Task.CompletedTask;
    }

    /// <summary>Whether a call's <c>Authorization</c> has the key. Hashes are compared, in a time that tells nothing of either.</summary>
    public bool Opens(string? authorization) =>
        AuthenticationHeaderValue.TryParse(authorization, out var header)
        && header.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)
        && Password(header.Parameter) is { } password
        && CryptographicOperations.FixedTimeEquals(Hash(password), _hash);

    private static string? Password(string? parameter)
    {
        var bytes = new byte[parameter?.Length ?? 0];
        if (!Convert.TryFromBase64String(parameter ?? "", bytes, out var length))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : text[(colon + 1)..];
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}

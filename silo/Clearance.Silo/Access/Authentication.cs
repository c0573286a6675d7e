using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http.Features;

namespace Clearance.Silo;

/// <summary>Finds out who makes a call: by a token it brings, or by the certificate of its connection.</summary>
internal static class Authentication
{
    private const string Scheme = "Bearer ";

    /// <summary>Who calls; null: nobody that is known, for a reason in words of our own.</summary>
    public static async ValueTask<(Caller? Caller, string Why)> Of(HttpContext context, AccessRules rules, DateTimeOffset now)
    {
        var certificate = context.Features.Get<ITlsConnectionFeature>()?.ClientCertificate;
        var authorization = context.Request.Headers.Authorization;
        if (certificate is null && authorization.Count == 0)
        {
            return (null, "no credentials");
        }

        var byCertificate = certificate is null ? (null, "") : Of(certificate, rules, now);
        if (authorization.Count == 0 || (certificate is not null && byCertificate.Caller is null))
        {
            return byCertificate;
        }

        var byToken = await Of(authorization, rules, now);
        return byCertificate.Caller is null || byToken.Caller is null || byToken.Caller == byCertificate.Caller
            ? byToken
            : (null, "certificate and token of different callers");
    }

    private static (Caller? Caller, string Why) Of(X509Certificate2 certificate, AccessRules rules, DateTimeOffset now)
    {
        var thumbprint = Convert.ToHexString(SHA256.HashData(certificate.RawDataMemory.Span));
        return !rules.Certificates.TryGetValue(thumbprint, out var caller) ? (null, "unknown certificate")
            : now < certificate.NotBefore.ToUniversalTime() ? (null, "certificate not valid yet")
            : now > certificate.NotAfter.ToUniversalTime() ? (null, "certificate expired")
            : (caller, "");
    }

    private static async ValueTask<(Caller? Caller, string Why)> Of(
        Microsoft.Extensions.Primitives.StringValues authorization, AccessRules rules, DateTimeOffset now)
    {
        if (authorization is not [{ } only] || !only.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return (null, "not one bearer token");
        }

        var token = only[Scheme.Length..].Trim();
        if (rules.Seen.Find(token, now) is { } seen)
        {
            return (seen, "");
        }

        if (TokenIssuer.Parse(token) is not { } parsed)
        {
            return (null, "unreadable token");
        }

        if (!rules.Issuers.TryGetValue(parsed.Issuer ?? "", out var issuer))
        {
            return (null, "unknown issuer");
        }

        var (caller, until, why) = await issuer.Read(parsed);
        if (caller is not null)
        {
            rules.Seen.Keep(token, caller, until);
        }

        return (caller, why);
    }
}

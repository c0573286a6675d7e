using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Clearance.Silo;

/// <summary>The claims of a token that say who calls.</summary>
internal sealed record ClaimNames(string Name, string Roles, string Bank, string Taxpayer)
{
    /// <summary>What they are called unless the file says otherwise.</summary>
    public static ClaimNames Usual { get; } = new("sub", "roles", "bank", "taxpayer");
}

/// <summary>One whose tokens are taken: its keys are those of the access file, and never of a token.</summary>
internal sealed class TokenIssuer
{
    private const int TokenBytesMax = 8 * 1024;

    /// <summary>How far clocks may be apart.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(60);

    /// <summary>Signatures that only who has the private key can make. HMAC and none are never among them.</summary>
    public static IReadOnlyList<string> Allowed { get; } =
        ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    private static readonly JsonWebTokenHandler Handler = new() { MaximumTokenSizeInBytes = TokenBytesMax, MapInboundClaims = false };

    private readonly TokenValidationParameters parameters;
    private readonly ClaimNames claims;

    public TokenIssuer(string issuer, string audience, IReadOnlyList<JsonWebKey> keys, IReadOnlyList<string> algorithms, ClaimNames claims)
    {
        this.claims = claims;
        parameters = new TokenValidationParameters
        {
            ValidIssuer = issuer,
            ValidAudience = audience,
            ClockSkew = ClockSkew,
            ValidTypes = ["at+jwt", "application/at+jwt", "JWT"],
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            TryAllIssuerSigningKeys = false,
            // A key is for one kind of signature, where its file says for which.
            AlgorithmValidator = (algorithm, key, _, _) =>
                algorithms.Contains(algorithm) && (key is not JsonWebKey { Alg: { Length: > 0 } only } || only == algorithm),
            IssuerSigningKeyResolver = (_, _, kid, _) =>
                string.IsNullOrEmpty(kid) ? keys : keys.Where(key => string.Equals(key.Kid, kid, StringComparison.Ordinal)),
        };
    }

    /// <summary>Who has a token of this issuer; null: nobody, for a reason in words of our own.</summary>
    public async Task<(Caller? Caller, DateTimeOffset Until, string Why)> Read(JsonWebToken token)
    {
        if (token.TryGetHeaderValue<object>("crit", out _))
        {
            // RFC 7515 §4.1.11: whoever does not understand what must be understood refuses.
            return (null, default, "critical header");
        }

        var result = await Handler.ValidateTokenAsync(token, parameters);
        if (!result.IsValid)
        {
            return (null, default, WhyOf(result.Exception));
        }

        var roles = Roles.None;
        foreach (var claim in token.Claims)
        {
            if (claim.Type == claims.Roles && RoleNames.TryParse(claim.Value, out var role))
            {
                roles |= role;
            }
        }

        var caller = AccessRules.CallerOf(One(token, claims.Name), roles, One(token, claims.Bank), One(token, claims.Taxpayer), out _);
        return (caller, token.ValidTo, caller is null ? "contradictory claims" : "");
    }

    /// <summary>The token as it is written, nothing of it believed yet; null: it is none.</summary>
    public static JsonWebToken? Parse(string token)
    {
        try
        {
            return token.Length <= TokenBytesMax && Handler.CanReadToken(token) ? new JsonWebToken(token) : null;
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException or System.Text.Json.JsonException or FormatException)
        {
            return null;
        }
    }

    /// <summary>A claim that is there once, as a text.</summary>
    private static string? One(JsonWebToken token, string name)
    {
        var found = token.Claims.Where(claim => claim.Type == name).Take(2).ToList();
        return found.Count == 1 ? found[0].Value : null;
    }

    /// <summary>In words of our own: what the library says holds what the caller wrote.</summary>
    private static string WhyOf(Exception? why) => why switch
    {
        SecurityTokenExpiredException => "expired",
        SecurityTokenNotYetValidException => "not valid yet",
        SecurityTokenNoExpirationException => "without an end",
        SecurityTokenInvalidAudienceException => "other audience",
        SecurityTokenInvalidIssuerException => "other issuer",
        SecurityTokenInvalidTypeException => "other type of token",
        SecurityTokenInvalidAlgorithmException => "algorithm not allowed",
        SecurityTokenSignatureKeyNotFoundException => "unknown key",
        SecurityTokenInvalidSignatureException => "wrong signature",
        _ => "unreadable token",
    };
}

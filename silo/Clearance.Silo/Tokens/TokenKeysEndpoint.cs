namespace Clearance.Silo;

/// <summary><c>GET /v1/tokens/keys</c>: the public keys by which release tokens are verified.</summary>
internal sealed class TokenKeysEndpoint(TokenKeys keys)
{
    /// <summary>Answers with the set.</summary>
    public Task Get(HttpContext context)
    {
        _ = keys.Key;
        return JsonAnswer.Write(context.Response, keys.Public, "application/jwk-set+json");
    }
}

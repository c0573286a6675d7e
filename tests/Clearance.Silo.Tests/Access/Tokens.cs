using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace Clearance.Silo.Tests.Access;

/// <summary>An issuer of tokens with keys of its own, which also makes tokens that nobody should take.</summary>
internal sealed class Tokens : IDisposable
{
    public const string Issuer = "https://id.customs.example";
    public const string Audience = "clearance";

    /// <summary>The elliptic key, <c>kid</c> e1.</summary>
    public ECDsa Curve { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>The RSA key, <c>kid</c> r1: one for all, for it is slow to make.</summary>
    public static RSA Rsa { get; } = RSA.Create(2048);

    /// <summary>The public keys, as the access file wants them.</summary>
    public string KeySet => new JsonObject { ["keys"] = new JsonArray(CurveJwk("e1"), RsaJwk("r1")) }.ToJsonString();

    /// <summary>A header as an honest issuer writes it.</summary>
    public static JsonObject Header(string algorithm = "ES256", string kid = "e1") =>
        new() { ["alg"] = algorithm, ["kid"] = kid, ["typ"] = "at+jwt" };

    /// <summary>Claims as an honest issuer writes them, for ten minutes.</summary>
    public static JsonObject Claims(string name, params string[] roles) => new()
    {
        ["iss"] = Issuer,
        ["aud"] = Audience,
        ["sub"] = name,
        ["iat"] = Now,
        ["nbf"] = Now - 100_000,
        ["exp"] = Now + 600,
        ["roles"] = new JsonArray([.. roles.Select(static role => JsonValue.Create(role))]),
    };

    /// <summary>Seconds since 1970.</summary>
    public static long Now => DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    /// <summary>A token that is taken.</summary>
    public string Token(JsonObject claims) => Make(Header(), claims, SignEs256);

    /// <summary>A token signed somehow.</summary>
    public static string Make(JsonObject header, JsonObject claims, Func<byte[], byte[]> sign) => Make(header.ToJsonString(), claims.ToJsonString(), sign);

    /// <summary>A token of parts that are perhaps no JSON.</summary>
    public static string Make(string header, string claims, Func<byte[], byte[]> sign)
    {
        var input = $"{Base64UrlEncoder.Encode(header)}.{Base64UrlEncoder.Encode(claims)}";
        return $"{input}.{Base64UrlEncoder.Encode(sign(Encoding.ASCII.GetBytes(input)))}";
    }

    public byte[] SignEs256(byte[] input) => Curve.SignData(input, HashAlgorithmName.SHA256);

    public static byte[] SignRs256(byte[] input) => Rsa.SignData(input, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    public static byte[] SignPs256(byte[] input) => Rsa.SignData(input, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);

    /// <summary>The elliptic key as a JWK.</summary>
    public JsonObject CurveJwk(string kid)
    {
        var q = Curve.ExportParameters(false).Q;
        return new JsonObject
        {
            ["kty"] = "EC",
            ["crv"] = "P-256",
            ["kid"] = kid,
            ["use"] = "sig",
            ["x"] = Base64UrlEncoder.Encode(q.X),
            ["y"] = Base64UrlEncoder.Encode(q.Y),
        };
    }

    /// <summary>The RSA key as a JWK.</summary>
    public static JsonObject RsaJwk(string kid)
    {
        var p = Rsa.ExportParameters(false);
        return new JsonObject
        {
            ["kty"] = "RSA",
            ["kid"] = kid,
            ["n"] = Base64UrlEncoder.Encode(p.Modulus),
            ["e"] = Base64UrlEncoder.Encode(p.Exponent),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => Curve.Dispose();
}

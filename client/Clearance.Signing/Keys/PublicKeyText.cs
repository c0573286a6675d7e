using System.Security.Cryptography;
using System.Text.Json;

namespace Clearance.Signing;

/// <summary>Reads public keys, as a JSON Web Key (RFC 7517) or in PEM, for the one algorithm that each is bound to.</summary>
internal static class PublicKeyText
{
    private const int RsaBitsMin = 2048;
    private const int RsaBitsMax = 4096;
    private const string P256 = "1.2.840.10045.3.1.7";

    private static readonly byte[] Exponent = [1, 0, 1];

    /// <summary>How to open the key of a PEM text.</summary>
    /// <exception cref="KeyFileException">It is none, or of another kind.</exception>
    public static Func<AsymmetricAlgorithm> FromPem(string pem, SignatureAlgorithm algorithm)
    {
        if (pem.Contains("PRIVATE", StringComparison.Ordinal))
        {
            throw new KeyFileException("it holds a private key, which belongs to the signer alone");
        }

        return Checked(
            () =>
            {
                AsymmetricAlgorithm key = algorithm == SignatureAlgorithm.Es256 ? ECDsa.Create() : RSA.Create();
                key.ImportFromPem(pem);
                return key;
            },
            algorithm);
    }

    /// <summary>How to open the key of a JWK.</summary>
    /// <exception cref="KeyFileException">It is none, or of another kind.</exception>
    public static Func<AsymmetricAlgorithm> FromJwk(JsonElement jwk, SignatureAlgorithm algorithm)
    {
        var members = new Members(jwk, "kty", "crv", "x", "y", "n", "e", "kid", "alg", "use", "key_ops", "ext");
        if (algorithm == SignatureAlgorithm.Es256)
        {
            if (members.Text("kty") != "EC" || members.Text("crv") != "P-256")
            {
                throw new KeyFileException("ES256 needs kty EC and crv P-256");
            }

            var ec = new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = members.Bytes("x"), Y = members.Bytes("y") },
            };
            return Checked(() => ECDsa.Create(ec), algorithm);
        }

        if (members.Text("kty") != "RSA")
        {
            throw new KeyFileException("PS256 needs kty RSA");
        }

        var rsa = new RSAParameters { Modulus = members.Bytes("n"), Exponent = members.Bytes("e") };
        return Checked(() => RSA.Create(rsa), algorithm);
    }

    /// <summary>Why a key is not fit for an algorithm; null: it is.</summary>
    public static string? Unfit(AsymmetricAlgorithm key, SignatureAlgorithm algorithm) => (key, algorithm) switch
    {
        (ECDsa ec, SignatureAlgorithm.Es256) =>
            ec.ExportParameters(false).Curve.Oid.Value == P256 ? null : "ES256 needs a key on P-256",
        (RSA rsa, SignatureAlgorithm.Ps256) =>
            rsa.KeySize is < RsaBitsMin or > RsaBitsMax || rsa.KeySize % 8 != 0 ? $"an RSA key has {RsaBitsMin} to {RsaBitsMax} bits"
            : rsa.ExportParameters(false).Exponent.AsSpan().SequenceEqual(Exponent) ? null
            : "an RSA key has the exponent 65537",
        _ => $"{SignatureAlgorithms.NameOf(algorithm)} needs a key of another kind",
    };

    private static Func<AsymmetricAlgorithm> Checked(Func<AsymmetricAlgorithm> open, SignatureAlgorithm algorithm)
    {
        try
        {
            using var key = open();
            return Unfit(key, algorithm) is { } why ? throw new KeyFileException(why) : open;
        }
        catch (Exception refused) when (refused is CryptographicException or ArgumentException)
        {
            throw new KeyFileException($"it is no public key for {SignatureAlgorithms.NameOf(algorithm)}", refused);
        }
    }
}

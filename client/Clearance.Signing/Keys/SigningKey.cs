using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;

namespace Clearance.Signing;

/// <summary>A private key, with the name that its public half has where it is pinned. Thread-safe.</summary>
public sealed class SigningKey
{
    private readonly ConcurrentBag<AsymmetricAlgorithm> _idle = [];
    private readonly string _pem;

    private SigningKey(string id, SignatureAlgorithm algorithm, string pem, AsymmetricAlgorithm first)
    {
        (Id, Algorithm, _pem) = (id, algorithm, pem);
        _idle.Add(first);
    }

    /// <summary>Its name, <c>kid</c>.</summary>
    public string Id { get; }

    /// <summary>ES256 with a key on P-256, PS256 with an RSA key.</summary>
    public SignatureAlgorithm Algorithm { get; }

    /// <summary>Reads a private key in PEM, not encrypted.</summary>
    /// <param name="pem">PKCS #8, SEC 1 or PKCS #1.</param>
    /// <param name="id">The key's name.</param>
    /// <exception cref="KeyFileException">It is none, or none that may sign here.</exception>
    public static SigningKey FromPem(string pem, string id)
    {
        ArgumentNullException.ThrowIfNull(pem);
        if (!KeyId.IsValid(id))
        {
            throw new KeyFileException(KeyId.Rule);
        }

        foreach (var algorithm in (SignatureAlgorithm[])[SignatureAlgorithm.Es256, SignatureAlgorithm.Ps256])
        {
            var key = Make(algorithm);
            try
            {
                key.ImportFromPem(pem);
            }
            catch (Exception other) when (other is CryptographicException or ArgumentException)
            {
                key.Dispose();
                continue;
            }

            return pem.Contains("PRIVATE", StringComparison.Ordinal) && PublicKeyText.Unfit(key, algorithm) is not { } why
                ? new SigningKey(id, algorithm, pem, key)
                : throw new KeyFileException(PublicKeyText.Unfit(key, algorithm) ?? "it holds no private key");
        }

        throw new KeyFileException("it is no private key in PEM on P-256 or of RSA");
    }

    /// <summary>Makes a new key on P-256.</summary>
    /// <returns>The private key as PKCS #8 in PEM.</returns>
    public static string NewPem()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    }

    /// <summary>The public half as a JSON Web Key, with <c>kid</c>, <c>alg</c> and <c>use</c>.</summary>
    public void WritePublic(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        var key = Take();
        json.WriteStartObject();
        if (key is ECDsa ec)
        {
            var q = ec.ExportParameters(false).Q;
            json.WriteString("kty"u8, "EC"u8);
            json.WriteString("crv"u8, "P-256"u8);
            json.WriteString("x"u8, Base64UrlText.Of(q.X));
            json.WriteString("y"u8, Base64UrlText.Of(q.Y));
        }
        else
        {
            var rsa = ((RSA)key).ExportParameters(false);
            json.WriteString("kty"u8, "RSA"u8);
            json.WriteString("n"u8, Base64UrlText.Of(rsa.Modulus));
            json.WriteString("e"u8, Base64UrlText.Of(rsa.Exponent));
        }

        json.WriteString("kid"u8, Id);
        json.WriteString("alg"u8, SignatureAlgorithms.NameOf(Algorithm));
        json.WriteString("use"u8, "sig"u8);
        json.WriteEndObject();
        _idle.Add(key);
    }

    internal byte[] Sign(ReadOnlySpan<byte> hash)
    {
        var key = Take();
        try
        {
            return key is ECDsa ec
                ? ec.SignHash(hash)
                : ((RSA)key).SignHash(hash, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
        }
        finally
        {
            _idle.Add(key);
        }
    }

    private static AsymmetricAlgorithm Make(SignatureAlgorithm algorithm) =>
        algorithm == SignatureAlgorithm.Es256 ? ECDsa.Create() : RSA.Create();

    private AsymmetricAlgorithm Take()
    {
        if (_idle.TryTake(out var idle))
        {
            return idle;
        }

        var key = Make(Algorithm);
        key.ImportFromPem(_pem);
        return key;
    }
}

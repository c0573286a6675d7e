using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Clearance.Signing;

/// <summary>A public key that was agreed on beforehand: whose it is, what it signs with, and from when until when it counts.</summary>
/// <remarks>Thread-safe. The framework does not promise that one key object may be used by two threads, so each use takes one of its own.</remarks>
public sealed class PinnedKey
{
    private readonly ConcurrentBag<AsymmetricAlgorithm> _idle = [];
    private readonly Func<AsymmetricAlgorithm> _open;
    private readonly int _signatureLength;

    internal PinnedKey(string owner, string id, SignatureAlgorithm algorithm, Func<AsymmetricAlgorithm> open)
    {
        (Owner, Id, Algorithm, _open) = (owner, id, algorithm, open);
        var key = open();
        _signatureLength = algorithm == SignatureAlgorithm.Es256 ? 64 : key.KeySize / 8;
        _idle.Add(key);
    }

    /// <summary>Whose it is: a bank's code.</summary>
    public string Owner { get; }

    /// <summary>Its name, <c>kid</c>.</summary>
    public string Id { get; }

    /// <summary>The one algorithm that it is for.</summary>
    public SignatureAlgorithm Algorithm { get; }

    /// <summary>From when on it counts.</summary>
    public DateTimeOffset NotBefore { get; internal init; } = DateTimeOffset.MinValue;

    /// <summary>Until when it counts, this moment not included.</summary>
    public DateTimeOffset NotAfter { get; internal init; } = DateTimeOffset.MaxValue;

    /// <summary>Whether it counts no more, whatever the time.</summary>
    public bool IsRevoked { get; internal init; }

    /// <summary>Why it does not count at a moment; null: it does.</summary>
    public string? WhyNot(DateTimeOffset now) =>
        IsRevoked ? "The key of the signature is revoked."
        : now < NotBefore ? "The key of the signature does not count yet."
        : now >= NotAfter ? "The key of the signature has expired."
        : null;

    internal bool Verify(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != _signatureLength)
        {
            return false;
        }

        var key = _idle.TryTake(out var idle) ? idle : _open();
        try
        {
            return key switch
            {
                ECDsa ec => ec.VerifyHash(hash, signature),
                RSA rsa => rsa.VerifyHash(hash, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
                _ => false,
            };
        }
        catch (CryptographicException)
        {
            // What a library refuses to look at is no signature.
            return false;
        }
        finally
        {
            _idle.Add(key);
        }
    }
}

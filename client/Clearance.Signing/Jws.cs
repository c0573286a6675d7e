using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Clearance.Signing;

/// <summary>What verifying a signature came to.</summary>
/// <param name="Key">The key that made it; null: it is not valid.</param>
/// <param name="Why">Why it is not valid, a sentence; null: it is.</param>
public readonly record struct SignatureCheck(PinnedKey? Key, string? Why)
{
    /// <summary>Whether it is valid.</summary>
    public bool IsValid => Key is not null;

    internal static SignatureCheck Refused(string why) => new(null, why);
}

/// <summary>JWS in compact form (RFC 7515): <c>header.payload.signature</c>, or detached, <c>header..signature</c>.</summary>
internal static class Jws
{
    /// <summary>Longer than any header and any signature with a key that may be pinned.</summary>
    private const int PartMax = 700;

    private const int ChunkBytes = 3 * 1024;

    /// <summary>Signs bytes; the payload is left out of the text.</summary>
    public static string SignDetached(SigningKey key, string? type, ReadOnlySpan<byte> payload)
    {
        var header = Base64UrlText.Of(JoseHeader.Write(key, type));
        return $"{header}..{Base64UrlText.Of(key.Sign(Hash(header, payload)))}";
    }

    /// <summary>Signs bytes.</summary>
    public static string Sign(SigningKey key, string type, ReadOnlySpan<byte> payload)
    {
        var header = Base64UrlText.Of(JoseHeader.Write(key, type));
        return $"{header}.{Base64UrlText.Of(payload)}.{Base64UrlText.Of(key.Sign(Hash(header, payload)))}";
    }

    /// <summary>Verifies a detached signature over bytes.</summary>
    /// <param name="keys">The keys that count.</param>
    /// <param name="text">The signature.</param>
    /// <param name="type">The type its header may name.</param>
    /// <param name="payload">What should be signed.</param>
    /// <param name="now">When.</param>
    public static SignatureCheck VerifyDetached(
        PinnedKeys keys, ReadOnlySpan<char> text, string type, ReadOnlySpan<byte> payload, DateTimeOffset now)
    {
        return Split(text) is not var (header, middle, signature) ? Shapeless()
            : text[middle].Length > 0 ? SignatureCheck.Refused("The signature is not detached: nothing stands between its two dots.")
            : Verify(keys, text[header], text[signature], type, isTypeNeeded: false, payload, now);
    }

    /// <summary>Verifies a signature with its payload inside.</summary>
    /// <param name="keys">The keys that count.</param>
    /// <param name="text">The signature.</param>
    /// <param name="type">The type its header must name.</param>
    /// <param name="payloadMax">The longest payload, in characters of base64url.</param>
    /// <param name="now">When.</param>
    /// <param name="payload">What is signed; not to be looked at unless the signature is valid.</param>
    public static SignatureCheck Verify(
        PinnedKeys keys, ReadOnlySpan<char> text, string type, int payloadMax, DateTimeOffset now, out byte[] payload)
    {
        payload = [];
        return Split(text) is not var (header, middle, signature) ? Shapeless()
            : text[middle].Length > payloadMax || !Base64UrlText.TryRead(text[middle], out payload)
                ? SignatureCheck.Refused("What is signed is too long, or no base64url.")
            : Verify(keys, text[header], text[signature], type, isTypeNeeded: true, payload, now);
    }

    private static SignatureCheck Shapeless() =>
        SignatureCheck.Refused("It is no JWS in compact form: three parts of base64url with dots between them.");

    private static (Range Header, Range Payload, Range Signature)? Split(ReadOnlySpan<char> text)
    {
        var first = text.IndexOf('.');
        var last = text.LastIndexOf('.');
        return first <= 0 || last == first || text[(first + 1)..last].Contains('.') || first > PartMax || text.Length - last > PartMax
            ? null
            : (..first, (first + 1)..last, (last + 1)..);
    }

    private static SignatureCheck Verify(
        PinnedKeys keys, ReadOnlySpan<char> headerText, ReadOnlySpan<char> signatureText, string type, bool isTypeNeeded,
        ReadOnlySpan<byte> payload, DateTimeOffset now)
    {
        if (!Base64UrlText.TryRead(headerText, out var headerBytes) || !Base64UrlText.TryRead(signatureText, out var signature))
        {
            return Shapeless();
        }

        if (JoseHeader.Read(headerBytes, out var why) is not { } header)
        {
            return SignatureCheck.Refused(why!);
        }

        if (header.Type is null ? isTypeNeeded : header.Type != type)
        {
            return SignatureCheck.Refused($"The signature is of another type than {type}.");
        }

        if (SignatureAlgorithms.Find(header.Algorithm) is not { } algorithm)
        {
            return SignatureCheck.Refused("The algorithm is not allowed; ES256 and PS256 are.");
        }

        // The key says which algorithm it is for. What the header says must agree, and decides nothing.
        if (keys.Find(header.KeyId) is not { } key)
        {
            return SignatureCheck.Refused("No key with this kid is pinned.");
        }

        if (key.Algorithm != algorithm)
        {
            return SignatureCheck.Refused("The key is for another algorithm.");
        }

        return key.WhyNot(now) is { } reason ? SignatureCheck.Refused(reason)
            : key.Verify(Hash(headerText, payload), signature) ? new SignatureCheck(key, null)
            : SignatureCheck.Refused("The signature is not over these bytes, or not of this key.");
    }

    /// <summary>SHA-256 of what is signed: the header, a dot, and the payload as base64url, which is made piece by piece.</summary>
    private static byte[] Hash(ReadOnlySpan<char> header, ReadOnlySpan<byte> payload)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes / 3 * 4);
        var length = Encoding.ASCII.GetBytes(header, buffer);
        buffer[length] = (byte)'.';
        hash.AppendData(buffer.AsSpan(0, length + 1));
        for (var left = payload; !left.IsEmpty;)
        {
            var chunk = left[..Math.Min(left.Length, ChunkBytes)];
            Base64Url.EncodeToUtf8(chunk, buffer, out _, out var written);
            hash.AppendData(buffer.AsSpan(0, written));
            left = left[chunk.Length..];
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return hash.GetHashAndReset();
    }
}

using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Clearance.Signing;

/// <summary>A declaration whose tokens count no more.</summary>
/// <param name="Declaration">Its first 11 digits.</param>
/// <param name="Below">Tokens with a smaller <see cref="ReleaseToken.Sequence"/> are void.</param>
/// <param name="Until">By then every token has expired that this could be about.</param>
public readonly record struct RevokedToken(string Declaration, long Below, DateTimeOffset Until);

/// <summary>Which tokens count no more though they have not expired: the whole list as it was at one moment.</summary>
public sealed class RevokedTokens
{
    private const string Type = "clearance-revoked+jws";
    private const int TextMax = 64 * 1024 * 1024;

    private readonly Dictionary<string, long> _below = new(StringComparer.Ordinal);

    private RevokedTokens(DateTimeOffset asOf) => AsOf = asOf;

    /// <summary>The moment.</summary>
    public DateTimeOffset AsOf { get; }

    /// <summary>How many declarations are on it.</summary>
    public int Count => _below.Count;

    /// <summary>Signs a list.</summary>
    public static string Sign(SigningKey key, string issuer, DateTimeOffset asOf, IEnumerable<RevokedToken> revoked)
    {
        ArgumentNullException.ThrowIfNull(revoked);
        var bytes = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(bytes);
        json.WriteStartObject();
        json.WriteString("iss"u8, issuer);
        json.WriteNumber("iat"u8, asOf.ToUnixTimeSeconds());
        json.WriteStartArray("revoked"u8);
        foreach (var one in revoked)
        {
            json.WriteStartObject();
            json.WriteString("declaration"u8, one.Declaration);
            json.WriteNumber("below"u8, one.Below);
            json.WriteNumber("until"u8, one.Until.ToUnixTimeSeconds());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return Jws.Sign(key, Type, bytes.WrittenSpan);
    }

    /// <summary>Reads a list, or says why it is not one of the engine's.</summary>
    /// <param name="text">What <c>GET /v1/tokens/revoked</c> gave.</param>
    /// <param name="keys">The engine's public keys.</param>
    /// <param name="why">A sentence; null when it is one.</param>
    public static RevokedTokens? Read(string text, PinnedKeys keys, out string? why)
    {
        ArgumentNullException.ThrowIfNull(text);
        var check = Jws.Verify(keys, text.AsSpan().Trim(), Type, TextMax, DateTimeOffset.UnixEpoch, out var payload);
        why = check.IsValid ? null : $"The list of revoked tokens is not the engine's: {check.Why}";
        if (!check.IsValid)
        {
            return null;
        }

        try
        {
            return Read(payload);
        }
        catch (KeyFileException wrong)
        {
            why = $"The list of revoked tokens cannot be read: {wrong.Message}.";
            return null;
        }
    }

    /// <summary>Below which sequence a declaration's tokens are void; null: none are.</summary>
    internal long? Below(ReadOnlySpan<char> declaration) =>
        _below.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(declaration, out var below) ? below : null;

    private static RevokedTokens Read(byte[] payload)
    {
        using var json = Members.Parse(payload);
        var members = new Members(json.RootElement, "iss", "iat", "revoked");
        var list = new RevokedTokens(members.Seconds("iat"));
        foreach (var entry in members.Array("revoked"))
        {
            var one = new Members(entry, "declaration", "below", "until");
            var declaration = one.Text("declaration");
            list._below[declaration] = Math.Max(one.Number("below"), list._below.GetValueOrDefault(declaration));
        }

        return list;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Count} as of {AsOf:yyyy-MM-dd'T'HH:mm:ss'Z'}");
}

using System.Buffers;
using System.Text.Json;

namespace Clearance.Signing;

/// <summary>What an engine says to a gate: these goods may go.</summary>
public sealed record ReleaseToken
{
    /// <summary>The type a token's header names.</summary>
    internal const string Type = "clearance-release+jwt";

    /// <summary>Which engine says it.</summary>
    public required string Issuer { get; init; }

    /// <summary>The declaration's 12 digits.</summary>
    public required string Declaration { get; init; }

    /// <summary><c>clear</c>, <c>release</c>, or what was recorded of them: <c>cleared</c>, <c>released</c>.</summary>
    public required string Outcome { get; init; }

    /// <summary>The declaration's version, as the decision has it.</summary>
    public required long Version { get; init; }

    /// <summary>The version of the taxpayer's standing, as the decision has it.</summary>
    public required long StandingVersion { get; init; }

    /// <summary>How many decisions of the declaration were recorded: what revocation counts by.</summary>
    public required long Sequence { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>From when on it says nothing.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>What tells it from every other token.</summary>
    public required string Id { get; init; }

    /// <summary>Signs it.</summary>
    /// <returns>A compact JWS.</returns>
    public string Sign(SigningKey key)
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(bytes);
        json.WriteStartObject();
        json.WriteString("iss"u8, Issuer);
        json.WriteString("sub"u8, Declaration);
        json.WriteString("outcome"u8, Outcome);
        json.WriteNumber("ver"u8, Version);
        json.WriteNumber("standing"u8, StandingVersion);
        json.WriteNumber("seq"u8, Sequence);
        json.WriteNumber("iat"u8, IssuedAt.ToUnixTimeSeconds());
        json.WriteNumber("exp"u8, ExpiresAt.ToUnixTimeSeconds());
        json.WriteString("jti"u8, Id);
        json.WriteEndObject();
        json.Flush();
        return Jws.Sign(key, Type, bytes.WrittenSpan);
    }

    /// <summary>Reads what is signed.</summary>
    /// <exception cref="KeyFileException">A member is missing, or one is there that is not known.</exception>
    internal static ReleaseToken Read(byte[] payload)
    {
        using var json = Members.Parse(payload);
        var claims = new Members(json.RootElement, "iss", "sub", "outcome", "ver", "standing", "seq", "iat", "exp", "jti");
        return new ReleaseToken
        {
            Issuer = claims.Text("iss"),
            Declaration = claims.Text("sub"),
            Outcome = claims.Text("outcome"),
            Version = claims.Number("ver"),
            StandingVersion = claims.Number("standing"),
            Sequence = claims.Number("seq"),
            IssuedAt = claims.Seconds("iat"),
            ExpiresAt = claims.Seconds("exp"),
            Id = claims.Text("jti"),
        };
    }
}

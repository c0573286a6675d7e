using System.Buffers;
using System.Text.Json;

namespace Clearance.Signing.Tests;

/// <summary>An engine's key, what a gate has of it, and a token that is right.</summary>
internal static class TestGate
{
    public static readonly DateTimeOffset Now = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);
    public static readonly SigningKey Key = SigningKey.FromPem(SigningKey.NewPem(), "gate-1");
    public static readonly PinnedKeys Keys = Published(Key);

    public static readonly ReleaseToken Token = new()
    {
        Issuer = "clearance",
        Declaration = "105123456760",
        Outcome = "clear",
        Version = 5,
        StandingVersion = 2,
        Sequence = 3,
        IssuedAt = Now,
        ExpiresAt = Now.AddHours(24),
        Id = "1",
    };

    /// <summary>Keys as an engine publishes them.</summary>
    public static PinnedKeys Published(params SigningKey[] keys)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(bytes);
        json.WriteStartObject();
        json.WriteStartArray("keys");
        foreach (var key in keys)
        {
            key.WritePublic(json);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return ReleaseTokenVerifier.ReadKeys(bytes.WrittenMemory.ToArray());
    }
}

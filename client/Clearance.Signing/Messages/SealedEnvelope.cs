using System.Buffers;
using System.Text.Json;

namespace Clearance.Signing;

/// <summary>An event with what it is signed by, in one message, for ways in that have no headers.</summary>
/// <remarks>
/// <c>{"signed":"BASE64 of the event's bytes","signature":"HEADER..SIGNATURE"}</c>, or with <c>seal</c>, <c>index</c> and <c>path</c> instead of
/// <c>signature</c>: in this order and nothing else. It is known by its first member, which no event has.
/// </remarks>
internal sealed record SealedEnvelope(byte[] Signed, string? Signature, string? Seal, int Index, List<byte[]> Path)
{
    /// <summary>An event has at most 64 KiB, which are 88 in base64; the rest is far beyond any signature.</summary>
    public const int BytesMax = 128 * 1024;

    private const int PathMax = 20;

    /// <summary>Whether bytes are meant as an envelope; looks at their first member's name alone.</summary>
    public static bool IsOne(ReadOnlySpan<byte> utf8)
    {
        utf8 = utf8.TrimStart(" \t\r\n"u8);
        if (utf8.IsEmpty || utf8[0] != '{')
        {
            return false;
        }

        utf8 = utf8[1..].TrimStart(" \t\r\n"u8);
        return utf8.StartsWith("\"signed\""u8);
    }

    /// <summary>Writes an event with its own signature.</summary>
    public static byte[] Write(ReadOnlySpan<byte> signed, string signature)
    {
        var bytes = new ArrayBufferWriter<byte>(signed.Length * 3 / 2);
        using var json = new Utf8JsonWriter(bytes);
        json.WriteStartObject();
        json.WriteBase64String("signed"u8, signed);
        json.WriteString("signature"u8, signature);
        json.WriteEndObject();
        json.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Writes an event with a seal and its place under it.</summary>
    public static byte[] Write(ReadOnlySpan<byte> signed, string seal, int index, IEnumerable<byte[]> path)
    {
        var bytes = new ArrayBufferWriter<byte>(signed.Length * 3 / 2);
        using var json = new Utf8JsonWriter(bytes);
        json.WriteStartObject();
        json.WriteBase64String("signed"u8, signed);
        json.WriteString("seal"u8, seal);
        json.WriteNumber("index"u8, index);
        json.WriteStartArray("path"u8);
        foreach (var hash in path)
        {
            json.WriteStringValue(Base64UrlText.Of(hash));
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Reads an envelope; null: it is none.</summary>
    public static SealedEnvelope? Read(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > BytesMax)
        {
            return null;
        }

        try
        {
            var json = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 3 });
            return Read(ref json);
        }
        catch (Exception wrong) when (wrong is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    private static SealedEnvelope? Read(ref Utf8JsonReader json)
    {
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject || !Member(ref json, "signed"u8) || json.TokenType != JsonTokenType.String)
        {
            return null;
        }

        var signed = json.GetBytesFromBase64();
        if (!json.Read() || json.TokenType != JsonTokenType.PropertyName)
        {
            return null;
        }

        var hasOwn = json.ValueTextEquals("signature"u8);
        if ((!hasOwn && !json.ValueTextEquals("seal"u8)) || !json.Read() || json.TokenType != JsonTokenType.String)
        {
            return null;
        }

        var text = json.GetString();
        var (index, path) = (0, new List<byte[]>());
        if (!hasOwn && !(Member(ref json, "index"u8) && json.TokenType == JsonTokenType.Number && json.TryGetInt32(out index) && ReadPath(ref json, path)))
        {
            return null;
        }

        return json.Read() && json.TokenType == JsonTokenType.EndObject && !json.Read()
            ? new SealedEnvelope(signed, hasOwn ? text : null, hasOwn ? null : text, index, path)
            : null;
    }

    private static bool ReadPath(ref Utf8JsonReader json, List<byte[]> path)
    {
        if (!Member(ref json, "path"u8) || json.TokenType != JsonTokenType.StartArray)
        {
            return false;
        }

        while (json.Read() && json.TokenType == JsonTokenType.String && path.Count < PathMax)
        {
            if (!Base64UrlText.TryRead(json.GetString(), out var hash))
            {
                return false;
            }

            path.Add(hash);
        }

        return json.TokenType == JsonTokenType.EndArray;
    }

    private static bool Member(ref Utf8JsonReader json, ReadOnlySpan<byte> name) =>
        json.Read() && json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals(name) && json.Read();
}

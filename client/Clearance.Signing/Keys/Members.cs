using System.Globalization;
using System.Text.Json;

namespace Clearance.Signing;

/// <summary>An object of a key file, read strictly: a member that is not known is refused, for it may be a misspelt <c>revoked</c>.</summary>
internal readonly struct Members
{
    private static readonly string[] Times = ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:sszzz"];

    /// <summary>The year 9000.</summary>
    private const long SecondsMax = 221_845_392_000;

    private readonly JsonElement _object;

    /// <exception cref="KeyFileException">It is no object, or has another member.</exception>
    public Members(JsonElement element, params ReadOnlySpan<string> known)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new KeyFileException("an object is expected");
        }

        foreach (var member in element.EnumerateObject())
        {
            if (!known.Contains(member.Name))
            {
                throw new KeyFileException(
                    member.Name is "d" or "p" or "q" or "k" ? "it holds a private or a shared key, which has no place here"
                    : $"a member is not known; these are: {string.Join(", ", known!)}");
            }
        }

        _object = element;
    }

    /// <summary>Parses a file; a member that stands twice is refused.</summary>
    /// <exception cref="KeyFileException">It is no JSON.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            return JsonDocument.Parse(utf8, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
        }
        catch (JsonException wrong)
        {
            throw new KeyFileException($"it is no JSON that can be read: {wrong.Message}", wrong);
        }
    }

    public bool Has(string name) => _object.TryGetProperty(name, out _);

    public JsonElement Any(string name) =>
        _object.TryGetProperty(name, out var value) ? value : throw new KeyFileException($"'{name}' is missing");

    public string Text(string name) =>
        Any(name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : throw new KeyFileException($"'{name}' is no string");

    public byte[] Bytes(string name) =>
        Base64UrlText.TryRead(Text(name), out var bytes) ? bytes : throw new KeyFileException($"'{name}' is no base64url");

    public bool IsTrue(string name) => Has(name) && Any(name).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw new KeyFileException($"'{name}' is neither true nor false"),
    };

    public long Number(string name) =>
        Any(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) && value >= 0
            ? value
            : throw new KeyFileException($"'{name}' is no whole number");

    public DateTimeOffset Seconds(string name) =>
        Number(name) is <= SecondsMax and var seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : throw new KeyFileException($"'{name}' is no time");

    public DateTimeOffset Time(string name) =>
        DateTimeOffset.TryParseExact(Text(name), Times, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new KeyFileException($"'{name}' is no time such as 2026-11-01T00:00:00Z");

    public IEnumerable<JsonElement> Array(string name) =>
        Any(name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : throw new KeyFileException($"'{name}' is no array");
}

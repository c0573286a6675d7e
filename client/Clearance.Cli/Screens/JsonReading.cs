using System.Text.Json;

namespace Clearance.Cli;

/// <summary>Reads members of answers for the screen; what is absent shows as nothing.</summary>
internal static class JsonReading
{
    /// <summary>A member as text; empty when it is absent or null.</summary>
    public static string Text(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null
            ? member.ToString()
            : "";

    /// <summary>A member that is an amount; null when it is absent.</summary>
    public static long? Amount(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Number
            ? member.GetInt64()
            : null;

    /// <summary>An amount for people; empty when it is absent.</summary>
    public static string Dong(this JsonElement json, string name) => json.Amount(name) is { } amount ? Money.Text(amount) : "";

    /// <summary>A member's elements; none when it is absent.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Array
            ? member.EnumerateArray()
            : [];

    /// <summary>A member that is an object; undefined when it is absent.</summary>
    public static JsonElement Part(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var member) ? member : default;
}

using System.Text.Json;

namespace Clearance.Testing.Scenarios;

/// <summary>Compares JSON by the members that are given: what is expected must be there, more may be.</summary>
internal static class JsonComparison
{
    /// <summary>What differs; every member of an expected object must be there and match.</summary>
    public static IEnumerable<string> Members(JsonElement expected, JsonElement actual, string path = "")
    {
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object when actual.ValueKind == JsonValueKind.Object:
                return expected.EnumerateObject().SelectMany(member =>
                    actual.TryGetProperty(member.Name, out var value)
                        ? Members(member.Value, value, Join(path, member.Name))
                        : [$"{Join(path, member.Name)}: expected {member.Value.GetRawText()}, absent"]);
            case JsonValueKind.Array when actual.ValueKind == JsonValueKind.Array:
                return Elements([.. expected.EnumerateArray()], [.. actual.EnumerateArray()], path);
            default:
                return JsonElement.DeepEquals(expected, actual)
                    ? []
                    : [$"{path}: expected {expected.GetRawText()}, got {actual.GetRawText()}"];
        }
    }

    /// <summary>What differs between lists, in order.</summary>
    public static IEnumerable<string> Elements(
        IReadOnlyList<JsonElement> expected, IReadOnlyList<JsonElement> actual, string path) =>
        expected.Count == actual.Count
            ? expected.SelectMany((element, i) => Members(element, actual[i], $"{path}[{i}]"))
            : [$"{path}: expected {expected.Count} elements, got [{string.Join(",", actual.Select(e => e.GetRawText()))}]"];

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}

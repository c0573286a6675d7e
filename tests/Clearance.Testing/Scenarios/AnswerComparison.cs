using System.Text.Encodings.Web;
using System.Text.Json;

namespace Clearance.Testing.Scenarios;

/// <summary>Compares a check with an answer, by every member the check gives.</summary>
/// <remarks>
/// <c>reasons</c> is the exact list of codes. <c>shortfalls</c> and <c>vnaccs</c> give a value per code; <c>null</c>: none.
/// <c>lines</c>, <c>debts</c> and <c>rows</c> are the evidence of all reasons, one list each. Elements of lists of objects are
/// compared by the members given. Any other member is the answer's own.
/// </remarks>
internal static class AnswerComparison
{
    /// <summary>JSON as people read it.</summary>
    public static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IEnumerable<string> Differences(JsonElement check, JsonElement answer)
    {
        foreach (var expected in check.EnumerateObject())
        {
            var found = expected.Name switch
            {
                "declaration" => Declaration(expected.Value, answer),
                "reasons" => Codes(expected.Value, answer),
                "shortfalls" => PerReason(expected, "shortfall", answer),
                "vnaccs" => PerReason(expected, "vnaccs", answer),
                "lines" or "debts" or "rows" => JsonComparison.Elements(
                    [.. expected.Value.EnumerateArray()], [.. Evidence(answer, expected.Name)], expected.Name),
                _ => answer.TryGetProperty(expected.Name, out var value)
                    ? JsonComparison.Members(expected.Value, value, expected.Name)
                    : [$"{expected.Name}: absent"],
            };
            foreach (var difference in found)
            {
                yield return difference;
            }
        }
    }

    /// <summary>A question may use 11 digits, or those of an older amendment; the answer's are the current 12.</summary>
    private static IEnumerable<string> Declaration(JsonElement asked, JsonElement answer)
    {
        const int KeyLength = 11;
        var got = answer.GetProperty("declaration").GetString()!;
        return got.StartsWith(asked.GetString()![..KeyLength], StringComparison.Ordinal)
            ? []
            : [$"declaration: asked for {asked}, got {got}"];
    }

    private static IEnumerable<string> Codes(JsonElement expected, JsonElement answer)
    {
        var given = expected.EnumerateArray().Select(code => code.GetString()).ToList();
        var got = Reasons(answer).Select(reason => reason.GetProperty("code").GetString()).ToList();
        return given.SequenceEqual(got)
            ? []
            : [$"reasons: expected [{string.Join(", ", given)}], got [{string.Join(", ", got)}]"];
    }

    private static IEnumerable<string> PerReason(JsonProperty expected, string member, JsonElement answer)
    {
        foreach (var perCode in expected.Value.EnumerateObject())
        {
            var got = Reasons(answer)
                .Where(reason => reason.GetProperty("code").ValueEquals(perCode.Name))
                .Select(reason => reason.TryGetProperty(member, out var value) ? value.GetRawText() : "null")
                .FirstOrDefault("no such reason");
            if (got != perCode.Value.GetRawText())
            {
                yield return $"{member} of {perCode.Name}: expected {perCode.Value.GetRawText()}, got {got}";
            }
        }
    }

    private static IEnumerable<JsonElement> Evidence(JsonElement answer, string member) =>
        from reason in Reasons(answer)
        where reason.TryGetProperty(member, out _)
        from element in reason.GetProperty(member).EnumerateArray()
        select element;

    private static JsonElement.ArrayEnumerator Reasons(JsonElement answer) => answer.GetProperty("reasons").EnumerateArray();
}

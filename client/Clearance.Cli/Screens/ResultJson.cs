using System.Text.Json;
using System.Text.Json.Nodes;
using Clearance.Client;

namespace Clearance.Cli;

/// <summary>What became of the events of many calls, in the engine's words, as one answer.</summary>
internal static class ResultJson
{
    /// <summary>As the answer to one call would be.</summary>
    public static JsonElement Of(IEnumerable<EventResult> results)
    {
        var array = new JsonArray();
        foreach (var result in results)
        {
            var row = new JsonObject { ["id"] = result.Id, ["status"] = result.Status };
            Add(row, "code", result.Code);
            Add(row, "field", result.Field);
            Add(row, "detail", result.Detail);
            array.Add(row);
        }

        return JsonSerializer.SerializeToElement(new JsonObject { ["results"] = array });
    }

    private static void Add(JsonObject row, string name, string? value)
    {
        if (value is not null)
        {
            row[name] = value;
        }
    }
}

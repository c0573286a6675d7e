using System.Text.Json;

namespace Clearance.Silo.Tests.OpenApi;

/// <summary>Compares JSON with a schema of the OpenAPI document: types, required members, and no member it does not know.</summary>
internal sealed class SchemaCheck(JsonElement document)
{
    /// <summary>What of a value the schema does not allow.</summary>
    public IEnumerable<string> Faults(JsonElement schema, JsonElement value, string path = "$")
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            return Faults(Resolve(reference.GetString()!), value, path);
        }

        if (schema.TryGetProperty("oneOf", out var choices))
        {
            return OneOf(choices, value, path);
        }

        if (schema.TryGetProperty("const", out var only))
        {
            return JsonElement.DeepEquals(only, value) ? [] : [$"{path}: {value} is not {only}"];
        }

        if (schema.TryGetProperty("enum", out var allowed) && !allowed.EnumerateArray().Any(a => JsonElement.DeepEquals(a, value)))
        {
            return [$"{path}: {value} is none of {allowed}"];
        }

        if (schema.TryGetProperty("type", out var type) && !IsOf(type, value))
        {
            return [$"{path}: {value} is no {type}"];
        }

        return value.ValueKind switch
        {
            JsonValueKind.Object when schema.TryGetProperty("properties", out var properties) =>
                Members(schema, properties, value, path),
            JsonValueKind.Array when schema.TryGetProperty("items", out var items) =>
                value.EnumerateArray().SelectMany((item, i) => Faults(items, item, $"{path}[{i}]")),
            _ => [],
        };
    }

    /// <summary>Follows a reference within the document.</summary>
    public JsonElement Resolve(string reference) =>
        reference.Split('/').Skip(1).Aggregate(document, (at, step) => at.GetProperty(step));

    private IEnumerable<string> OneOf(JsonElement choices, JsonElement value, string path)
    {
        var faults = choices.EnumerateArray().Select(choice => Faults(choice, value, path).ToList()).ToList();
        return faults.Count(list => list.Count == 0) == 1
            ? []
            : faults.OrderBy(list => list.Count).First().Prepend($"{path}: not exactly one of the choices");
    }

    private IEnumerable<string> Members(JsonElement schema, JsonElement properties, JsonElement value, string path)
    {
        if (schema.TryGetProperty("required", out var required))
        {
            foreach (var name in required.EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _)))
            {
                yield return $"{path}: {name} is missing";
            }
        }

        foreach (var member in value.EnumerateObject())
        {
            if (!properties.TryGetProperty(member.Name, out var property))
            {
                yield return $"{path}: {member.Name} is not described";
                continue;
            }

            foreach (var fault in Faults(property, member.Value, $"{path}.{member.Name}"))
            {
                yield return fault;
            }
        }
    }

    private static bool IsOf(JsonElement type, JsonElement value) => type.ValueKind == JsonValueKind.Array
        ? type.EnumerateArray().Any(one => IsOf(one, value))
        : type.GetString() switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "string" => value.ValueKind == JsonValueKind.String,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "number" => value.ValueKind == JsonValueKind.Number,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "null" => value.ValueKind == JsonValueKind.Null,
            _ => throw new NotSupportedException($"Type {type} is not used."),
        };
}

using System.Text.Json;

namespace Clearance.Silo;

/// <summary>An object of the access file, with where it is for who has to put it right.</summary>
internal readonly record struct AccessObject
{
    private readonly JsonElement json;

    /// <summary>An object of a file.</summary>
    /// <exception cref="SettingsException">It is something else.</exception>
    public AccessObject(JsonElement json, string path)
    {
        this.json = json.ValueKind == JsonValueKind.Object ? json : throw new SettingsException($"{path} must be an object");
        Path = path;
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>A text of the file, short enough to be shown and in one line.</summary>
    public static string Shown(string text) =>
        string.Concat((text.Length <= 40 ? text : text[..40] + "…").Select(static c => char.IsControl(c) ? '?' : c));

    /// <summary>Refuses members of other names.</summary>
    public void Only(params ReadOnlySpan<string> names)
    {
        foreach (var member in json.EnumerateObject())
        {
            if (!names.Contains(member.Name))
            {
                throw new SettingsException($"{Path} has a member '{Shown(member.Name)}'; it may have {string.Join(", ", names)}");
            }
        }
    }

    /// <summary>Says that a member is refused.</summary>
    public SettingsException Refused(string member, string why) => new($"{Path}.{member} {why}");

    /// <summary>A text that must be there.</summary>
    public string Text(string name) => OptionalText(name) ?? throw Refused(name, "is missing");

    /// <summary>A text, or null.</summary>
    public string? OptionalText(string name) =>
        !json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text
        : throw Refused(name, "must be a text");

    /// <summary>A list of texts; empty when it is not there.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        var texts = new List<string>();
        foreach (var item in Items(name))
        {
            texts.Add(item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Refused(name, "must be a list of texts"));
        }

        return texts;
    }

    /// <summary>A whole number from 0; 0 when it is not there.</summary>
    public int Number(string name, int most) =>
        !json.TryGetProperty(name, out var value) ? 0
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= 0 && number <= most ? number
        : throw Refused(name, $"must be a whole number from 0 to {most}");

    /// <summary>An object, or null.</summary>
    public AccessObject? Object(string name) =>
        json.TryGetProperty(name, out var value) ? new AccessObject(value, $"{Path}.{name}") : null;

    /// <summary>A list of objects; empty when it is not there.</summary>
    public IEnumerable<AccessObject> Objects(string name)
    {
        var path = Path == "the file" ? name : $"{Path}.{name}";
        return Items(name).Select((item, index) => new AccessObject(item, $"{path}[{index}]"));
    }

    /// <summary>Every member, each an object.</summary>
    public IEnumerable<(string Name, AccessObject Value)> Members()
    {
        var path = Path;
        return json.EnumerateObject().Select(member => (member.Name, new AccessObject(member.Value, $"{path}.{Shown(member.Name)}")));
    }

    private JsonElement[] Items(string name) =>
        !json.TryGetProperty(name, out var value) ? []
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()]
        : throw Refused(name, "must be a list");
}

using System.Text.Json;

namespace Clearance.Testing.Scenarios;

/// <summary>A story with the answers it must give: a file of <c>tests/scenarios</c>.</summary>
/// <param name="Name">The file's name without extension.</param>
/// <param name="Why">What it protects, in a sentence a customs officer would agree with.</param>
/// <param name="Steps">Events and checks between them.</param>
/// <param name="Checks">Checks at the end.</param>
public sealed record Scenario(
    string Name, string Why, IReadOnlyList<ScenarioStep> Steps, IReadOnlyList<JsonElement> Checks)
{
    private static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "scenarios");

    /// <summary>The names of all scenarios, in order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Directory.EnumerateFiles(Folder, "*.json")
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Reads a scenario by name.</summary>
    public static Scenario Read(string name) => Parse(File.ReadAllText(Path.Combine(Folder, name + ".json")));

    /// <summary>Reads the text of a scenario's file.</summary>
    public static Scenario Parse(string file)
    {
        var root = JsonDocument.Parse(file).RootElement;
        return new Scenario(
            root.GetProperty("name").GetString()!,
            root.GetProperty("why").GetString()!,
            [.. root.GetProperty("steps").EnumerateArray().Select(ScenarioStep.Read)],
            [.. root.GetProperty("checks").EnumerateArray()]);
    }
}

/// <summary>One step: an event for a stream, or a check.</summary>
/// <param name="Stream">The stream's name; null when it is a check.</param>
/// <param name="Event">The event, as it is to be sent.</param>
/// <param name="Expect">What the event's result must say; null: anything.</param>
/// <param name="Check">The check; null when it is an event.</param>
public sealed record ScenarioStep(string? Stream, JsonElement Event, JsonElement? Expect, JsonElement? Check)
{
    internal static ScenarioStep Read(JsonElement step) => new(
        step.TryGetProperty("stream", out var stream) ? stream.GetString() : null,
        step.TryGetProperty("event", out var @event) ? @event : default,
        step.TryGetProperty("expect", out var expect) ? expect : null,
        step.TryGetProperty("check", out var check) ? check : null);
}

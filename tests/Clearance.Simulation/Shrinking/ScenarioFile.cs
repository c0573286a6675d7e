using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Clearance.Domain;
using Clearance.Model;
using Clearance.Testing.Worlds;

namespace Clearance.Simulation.Shrinking;

/// <summary>Writes what is left of a run as a scenario: its events, and what the naive model answers at their end.</summary>
/// <remarks>
/// A scenario has no faults, so it shows a mistake of the rules again, and not one of an interleaving: for that there is the
/// seed, which its <c>why</c> names with the faults that were needed.
/// </remarks>
public static class ScenarioFile
{
    private static readonly JsonWriterOptions Readable = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The scenario of a run, as the text of a file.</summary>
    public static string Of(SimulationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var events = result.Options.Events.Select(it => it.Event).Where(IsJson).ToList();
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteString("name", string.Create(CultureInfo.InvariantCulture, $"simulation-seed-{result.Options.Seed}"));
            json.WriteString("why", Why(result));
            json.WriteStartArray("steps");
            events.ForEach(e => WriteStep(json, e));
            json.WriteEndArray();
            json.WriteStartArray("checks");
            WriteChecks(json, events, result.Options.Dates);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static string Why(SimulationResult result)
    {
        var faults = string.Join(", ", result.Faults.Select(fault => fault.Kind).Distinct());
        var failure = result.Failure?.Split('\n')[0].Trim() ?? "nothing failed";
        return $"Simulation, seed {result.Options.Seed}, faults: {(faults.Length == 0 ? "none" : faults)}. {failure}";
    }

    private static bool IsJson(WorldEvent e)
    {
        try
        {
            JsonDocument.Parse(e.Utf8).Dispose();
            return true;
        }
        catch (JsonException)
        {
            // It was refused by form and changed nothing; a file of JSON cannot hold it.
            return false;
        }
    }

    private static void WriteStep(Utf8JsonWriter json, WorldEvent e)
    {
        json.WriteStartObject();
        json.WriteString("stream", EventStreams.NameOf(e.Stream));
        json.WritePropertyName("event");
        json.WriteRawValue(e.Utf8.Span);
        json.WriteEndObject();
    }

    private static void WriteChecks(Utf8JsonWriter json, List<WorldEvent> events, IReadOnlyList<DateOnly> dates)
    {
        var model = Played(events);
        foreach (var key in events.SelectMany(e => KeysOf(e.Read.Event)).Distinct().Order())
        {
            foreach (var on in (DateOnly[])[dates[0], dates[^1]])
            {
                WriteCheck(json, model.Decide(key, on));
            }
        }
    }

    /// <summary>A model that heard the events one by one, each id once, every message at once.</summary>
    private static NaiveModel Played(List<WorldEvent> events)
    {
        var model = new NaiveModel();
        var known = new HashSet<(EventStream, string)>();
        foreach (var e in events)
        {
            if (e.Read.Event is { } read && known.Add((e.Stream, read.Id)))
            {
                model.Apply(read);
                while (model.UnderWay.Count > 0)
                {
                    model.Deliver(model.UnderWay[0]);
                }
            }
        }

        return model;
    }

    private static IEnumerable<DeclarationKey> KeysOf(ClearanceEvent? e) => e switch
    {
        DeclarationRegistered registered => [registered.Number.Key],
        DeclarationEvent fact => [fact.Declaration],
        _ => [],
    };

    private static void WriteCheck(Utf8JsonWriter json, ModelDecision decision)
    {
        json.WriteStartObject();
        json.WriteString("declaration", decision.Declaration);
        json.WriteString("on", decision.On.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        json.WriteString("outcome", decision.Outcome);
        json.WriteStartArray("reasons");
        foreach (var reason in decision.Reasons)
        {
            json.WriteStringValue(reason.Code);
        }

        json.WriteEndArray();
        json.WriteNumber("outstanding", decision.Outstanding);
        json.WriteNumber("reserved", decision.Reserved);
        json.WriteNumber("surplus", decision.Surplus);
        json.WriteEndObject();
    }
}

using System.Text.Json;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>A decision as a gate may see it: whether goods may go, and in words why not. No amount, no line, no debt, no letter, no name.</summary>
internal static class GateJson
{
    /// <summary>Writes it as one object.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="decision">The decision.</param>
    /// <param name="asked">The number as asked for, shown when nothing is registered.</param>
    public static void Write(Utf8JsonWriter json, Decision decision, string? asked)
    {
        json.WriteStartObject();
        json.WriteString("declaration"u8, decision.Amendment is { } amendment ? $"{decision.Declaration}{amendment}" : asked);
        json.WriteString("outcome"u8, DecisionNames.Of(decision.Outcome));
        json.Date("on"u8, decision.On);
        json.WriteStartArray("reasons"u8);
        foreach (var reason in decision.Reasons)
        {
            var (english, vietnamese) = GateMessages.Of(reason.Code);
            json.WriteStartObject();
            json.WriteString("code"u8, DecisionNames.Of(reason.Code));
            json.WriteString("vnaccs"u8, reason.Vnaccs);
            json.WriteStartObject("message"u8);
            json.WriteString("en"u8, english);
            json.WriteString("vi"u8, vietnamese);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("version"u8, decision.Version);
        json.WriteString("decidedAt"u8, decision.DecidedAt?.ToString());
        json.WriteEndObject();
    }
}

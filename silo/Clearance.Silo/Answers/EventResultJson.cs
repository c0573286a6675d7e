using System.Text.Json;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>What became of an event, or would, as the contract has it.</summary>
internal static class EventResultJson
{
    public static void EventResult(this Utf8JsonWriter json, EventResult result)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, result.Id);
        json.WriteString("status"u8, NameOf(result.Status));
        if (result.Rejection is { } rejection)
        {
            json.WriteString("code"u8, WireNames.Of(rejection.Code));
            if (rejection.Field is { } field)
            {
                json.WriteString("field"u8, field);
            }

            json.WriteString("detail"u8, rejection.Detail);
        }

        json.WriteEndObject();
    }

    private static ReadOnlySpan<byte> NameOf(EventStatus status) => status switch
    {
        EventStatus.Accepted => "accepted"u8,
        EventStatus.Duplicate => "duplicate"u8,
        EventStatus.Conflict => "conflict"u8,
        EventStatus.Rejected => "rejected"u8,
    };
}

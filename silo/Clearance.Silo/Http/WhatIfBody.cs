using System.Text;
using System.Text.Json;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>The body of a what-if: events of any stream, each as it would be posted, and perhaps a date.</summary>
/// <param name="Events">The events, each with the stream its type belongs to.</param>
/// <param name="On">The legal date; null: today.</param>
internal sealed record WhatIfBody(IReadOnlyList<SupposedEvent> Events, DateOnly? On)
{
    /// <summary>The most events of one question.</summary>
    public const int EventsMax = 100;

    // What an event may be nested is judged with the event; this is only what is read to find where it ends.
    private const int DepthMax = 64;

    /// <summary>Reads it; the events stay where they are in the body, and their form is judged later.</summary>
    /// <exception cref="ProblemException">It is not such a body.</exception>
    public static WhatIfBody Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = DepthMax });
            return Read(ref reader, body);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // The second is what reading half a surrogate pair, or bytes that are no UTF-8, throws.
            throw Refused("UnreadableBody", "The body is not valid JSON, or has a member twice.", null);
        }
    }

    private static WhatIfBody Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw MissingEvents();
        }

        List<SupposedEvent>? events = null;
        DateOnly? on = null;
        var hasOn = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isEvents = reader.ValueTextEquals("events"u8);
            var isOn = reader.ValueTextEquals("on"u8);
            if ((isEvents && events is not null) || (isOn && hasOn))
            {
                throw new JsonException();
            }

            reader.Read();
            if (isEvents)
            {
                events = ReadEvents(ref reader, body);
            }
            else if (isOn)
            {
                (hasOn, on) = (true, ReadDate(ref reader));
            }
            else
            {
                reader.Skip();
            }
        }

        // Whatever follows is not JSON of one value, and the reader says so.
        while (reader.Read())
        {
        }

        return new WhatIfBody(events ?? throw MissingEvents(), on);
    }

    private static List<SupposedEvent> ReadEvents(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw MissingEvents();
        }

        var events = new List<SupposedEvent>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            var utf8 = body[start..(int)reader.BytesConsumed];
            events.Add(new SupposedEvent(StreamOf(utf8.Span), utf8));
        }

        return events.Count <= EventsMax ? events : throw new ProblemException(new Problem(
            StatusCodes.Status413PayloadTooLarge, "TooManyEvents", $"One question takes at most {EventsMax} events.", "events"));
    }

    /// <summary>By its type; what has none, or one that is not known, is refused on any stream.</summary>
    private static EventStream StreamOf(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = DepthMax });
        reader.Read();
        while (reader.TokenType == JsonTokenType.StartObject || reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("type"u8);
            reader.Read();
            if (isType)
            {
                return reader.TokenType == JsonTokenType.String ? OfType(ref reader) : default;
            }

            if (reader.TokenType is not (JsonTokenType.PropertyName or JsonTokenType.EndObject))
            {
                reader.Skip();
                reader.Read();
            }
        }

        return default;
    }

    private static EventStream OfType(ref Utf8JsonReader reader)
    {
        try
        {
            return EventReader.StreamOf(Encoding.UTF8.GetBytes(reader.GetString()!)) ?? default;
        }
        catch (InvalidOperationException)
        {
            // No text at all: judged with the event, as one that is malformed.
            return default;
        }
    }

    private static DateOnly? ReadDate(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.String when RequestReader.TryDate(reader.GetString(), out var date) => date,
        _ => throw new ProblemException(RequestReader.InvalidDate("on")),
    };

    private static ProblemException MissingEvents() =>
        Refused("MissingField", "The body is an object with an array of events.", "events");

    private static ProblemException Refused(string code, string detail, string? field) =>
        new(new Problem(StatusCodes.Status400BadRequest, code, detail, field));
}

using System.Collections.Immutable;
using System.Text.Json;

namespace Clearance.Domain;

/// <summary>Where one event is in a body.</summary>
/// <param name="Offset">Its first byte.</param>
/// <param name="Length">How many bytes it has.</param>
public readonly record struct EventSlice(int Offset, int Length);

/// <summary>Why nothing of a body is applied.</summary>
public enum BodyFault : byte
{
    /// <summary>It is one event or an array of them; each is judged by itself.</summary>
    None = 0,

    /// <summary>It is not JSON (HTTP 400).</summary>
    Unreadable = 1,

    /// <summary>It has more events than one call may (HTTP 413).</summary>
    TooManyEvents = 2,
}

/// <summary>A posted body, taken apart into the bytes of its events (contract.md §2).</summary>
/// <param name="Fault">Why nothing of it is applied, if so.</param>
/// <param name="Detail">A sentence; null without a fault.</param>
/// <param name="Events">The events in order, each for <see cref="EventReader"/>; none after a fault.</param>
/// <remarks>
/// Only the body as a whole is judged here. An event that is too large or too deep, has a member twice, or is no object
/// at all is a slice like any other, and is refused alone.
/// </remarks>
public sealed record EventBody(BodyFault Fault, string? Detail, ImmutableArray<EventSlice> Events)
{
    // The reader keeps one bit per level and does not recurse: no depth of a body can hurt, and each event is judged on
    // its own.
    private static readonly JsonReaderOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    /// <summary>Takes a body apart.</summary>
    /// <param name="utf8">One event, or an array of events.</param>
    public static EventBody Split(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return SplitOrThrow(utf8);
        }
        catch (JsonException e)
        {
            return new EventBody(
                BodyFault.Unreadable,
                $"The body is not valid JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.",
                []);
        }
    }

    private static EventBody SplitOrThrow(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, AnyDepth);
        var events = ImmutableArray.CreateBuilder<EventSlice>();
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            events.Add(Slice(ref reader));
        }
        else
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (events.Count == Limits.EventsPerCallMax)
                {
                    return new EventBody(
                        BodyFault.TooManyEvents,
                        $"The body has more than {Limits.EventsPerCallMax} events, the most one call may have.",
                        []);
                }

                events.Add(Slice(ref reader));
            }
        }

        // One more: whatever stands behind the value makes the reader throw.
        reader.Read();
        return new EventBody(BodyFault.None, null, events.DrainToImmutable());
    }

    private static EventSlice Slice(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return new EventSlice(start, (int)reader.BytesConsumed - start);
    }
}

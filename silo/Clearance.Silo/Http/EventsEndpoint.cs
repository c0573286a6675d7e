using System.Collections.Immutable;
using System.Text.Json;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary><c>POST /v1/streams/{stream}/events</c>: one event, or an array that acts as if posted one by one.</summary>
internal sealed class EventsEndpoint(EngineService engine, BodyReader bodies, Admission admission, SignedCalls signed, int eventsMax)
{
    private static readonly Problem UnknownStream = new(
        StatusCodes.Status404NotFound, "UnknownStream",
        "The streams are customs.declarations, customs.taxpayers, bank.payments and bank.guarantees.", "stream");

    /// <summary>Takes the events and answers when all they cause is durable and visible.</summary>
    public async Task Post(HttpContext context)
    {
        if (!EventStreams.TryParse((string)context.Request.RouteValues["stream"]!, out var stream))
        {
            throw new ProblemException(UnknownStream);
        }

        var caller = Caller.Of(context);
        if ((caller.Roles & RoleOf(stream)) == 0)
        {
            throw AccessGuard.NotFor(context, "stream");
        }

        admission.Knock();

        // Given back only after an ordinary end: after any other, the intake may still be reading the events.
        var body = await bodies.Read(context.Request);
        IReadOnlyList<EventResult> results;
        try
        {
            results = await Take(context, stream, body, caller);
        }
        catch
        {
            body.Abandon();
            throw;
        }

        body.Dispose();
        await JsonAnswer.Write(context.Response, results, Write);
    }

    private static Roles RoleOf(EventStream stream) =>
        stream is EventStream.Payments or EventStream.Guarantees ? Roles.Bank : Roles.ClearanceSystem;

    private async Task<IReadOnlyList<EventResult>> Take(HttpContext context, EventStream stream, BodyReader.Body body, Caller caller)
    {
        // Before anything of the body is read.
        var by = signed.IsAsked(stream) ? await signed.Verify(context, stream, body.Memory, Cut) : default;
        var split = EventBody.Split(body.Memory.Span);
        if (split.Fault == BodyFault.Unreadable)
        {
            throw new ProblemException(new Problem(
                StatusCodes.Status400BadRequest, "UnreadableBody", $"{split.Detail} Nothing of it was applied."));
        }

        if (split.Fault == BodyFault.TooManyEvents || split.Events.Length > eventsMax)
        {
            throw new ProblemException(new Problem(
                StatusCodes.Status413PayloadTooLarge, "TooManyEvents",
                $"One call takes at most {eventsMax} events. Nothing was applied."));
        }

        if (split.Events.IsEmpty)
        {
            return [];
        }

        using var place = admission.Enter(context, split.Events.Length);
        var events = Slices(body.Memory, split.Events);
        return signed.IsAsked(stream)
            ? await signed.Take(stream, events, by, context.RequestAborted)
            : await engine.Engine.Intake.Take(stream, events, caller.OwnBank, context.RequestAborted);
    }

    /// <summary>The events of a body that is refused unread, as far as there are any, for the dead letters alone.</summary>
    private ReadOnlyMemory<byte>[] Cut(ReadOnlyMemory<byte> body) =>
        EventBody.Split(body.Span) is { Fault: BodyFault.None } split && split.Events.Length <= eventsMax ? Slices(body, split.Events) : [];

    private static ReadOnlyMemory<byte>[] Slices(ReadOnlyMemory<byte> body, ImmutableArray<EventSlice> slices)
    {
        var events = new ReadOnlyMemory<byte>[slices.Length];
        for (var i = 0; i < events.Length; i++)
        {
            events[i] = body.Slice(slices[i].Offset, slices[i].Length);
        }

        return events;
    }

    /// <summary>Writes a result per event.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<EventResult> results)
    {
        json.WriteStartObject();
        json.WriteStartArray("results"u8);
        foreach (var result in results)
        {
            json.EventResult(result);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}

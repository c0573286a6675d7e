using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>Reads what calls about the journal name in their query, or says which part is malformed.</summary>
internal static class JournalRequest
{
    private const string Start = "start";
    private const string Now = "now";

    /// <summary>A moment; null when none is named.</summary>
    /// <exception cref="ProblemException">It is malformed.</exception>
    public static Instant? Moment(HttpRequest request, string name)
    {
        // A plus sign that is not escaped arrives as a space, which no instant has.
        return RequestReader.Value(request, name)?.Replace(' ', '+') is not { } text ? null
            : Instant.TryParse(text, out var instant) ? instant
            : throw new ProblemException(new Problem(
                StatusCodes.Status400BadRequest, nameof(RejectionCode.InvalidDate),
                "A moment is written as RFC 3339 has it, with an offset: 2026-11-02T08:00:00+07:00.", name));
    }

    /// <summary>Where a reader of the journal goes on.</summary>
    /// <param name="request">The call.</param>
    /// <param name="store">Whose journal.</param>
    /// <param name="otherwise">When the call names nothing: from the start, or from now on.</param>
    /// <exception cref="ProblemException">It is malformed, or of another store.</exception>
    public static async Task<JournalCursor> Cursor(HttpRequest request, IClearanceStore store, string otherwise = Start)
    {
        var last = request.Headers["Last-Event-ID"];
        var text = last.Count > 0 ? last[0] : RequestReader.Value(request, "after") ?? otherwise;
        return text switch
        {
            Start => JournalCursor.Start,
            Now => await JournalPages.End(store, request.HttpContext.RequestAborted),
            not null when JournalCursor.TryRead(text, store.RegistrySecret.Span, out var cursor) => cursor,
            _ => throw Foreign(last.Count > 0 ? "Last-Event-ID" : "after"),
        };
    }

    /// <summary>What follows a cursor.</summary>
    /// <exception cref="ProblemException">This journal has no such entry: it is of another store, or a backup was restored since.</exception>
    public static async Task<JournalPage> Read(HttpRequest request, IClearanceStore store, JournalCursor cursor, int limit)
    {
        try
        {
            return await JournalPages.Read(store, cursor, limit, request.HttpContext.RequestAborted);
        }
        catch (ForeignCursorException)
        {
            throw Foreign(request.Headers["Last-Event-ID"].Count > 0 ? "Last-Event-ID" : "after");
        }
    }

    /// <summary>Refuses a cursor of which this journal has no entry, while it can still be refused.</summary>
    public static Task Known(HttpRequest request, IClearanceStore store, JournalCursor cursor) => Read(request, store, cursor, 1);

    /// <summary>What a cursor is answered with that this journal did not give.</summary>
    public static ProblemException Foreign(string field) => new(new Problem(
        StatusCodes.Status400BadRequest, "UnknownCursor",
        "This journal gave no such cursor: take one of its answers as it is, or 'start' or 'now'.", field));
}

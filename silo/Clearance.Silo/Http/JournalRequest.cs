using System.Globalization;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>Reads what calls about the journal name in their query, or says which part is malformed.</summary>
internal static class JournalRequest
{
    private const string Start = "start";
    private const string Now = "now";

    /// <summary>The one value of a member of the query; null when there is none.</summary>
    /// <exception cref="ProblemException">There are two.</exception>
    public static string? Value(HttpRequest request, string name)
    {
        var values = request.Query[name];
        return values.Count <= 1 ? values.Count == 0 ? null : values[0] : throw Malformed(name, "It may be given once.");
    }

    /// <summary>A whole number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    /// <exception cref="ProblemException">It is none.</exception>
    public static long Number(HttpRequest request, string name, long otherwise, long least, long most) =>
        Value(request, name) is not { } text ? otherwise
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw Malformed(name, $"It is a whole number from {least} to {most}.");

    /// <summary>A moment; null when none is named.</summary>
    /// <exception cref="ProblemException">It is malformed.</exception>
    public static Instant? Moment(HttpRequest request, string name)
    {
        // A plus sign that is not escaped arrives as a space, which no instant has.
        return Value(request, name)?.Replace(' ', '+') is not { } text ? null
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
        var text = last.Count > 0 ? last[0] : Value(request, "after") ?? otherwise;
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

    /// <summary>What a malformed member of the query is answered with.</summary>
    public static ProblemException Malformed(string field, string rule) => new(new Problem(
        StatusCodes.Status400BadRequest, nameof(RejectionCode.InvalidValue), rule, field));
}

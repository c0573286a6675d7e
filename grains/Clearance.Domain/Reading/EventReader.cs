using System.Text;

namespace Clearance.Domain;

/// <summary>Reads one event's bytes and judges its form: the first of the three stages (contract.md §1).</summary>
/// <remarks>
/// What is not JSON, too large, too deep, or has a member twice is <see cref="RejectionCode.Malformed"/> before
/// anything else is looked at; of other faults the first in the order of the contract's samples is named. It never
/// throws, whatever the bytes.
/// </remarks>
public static class EventReader
{
    private const int ShownIdMax = 4 * Limits.IdLengthMax;

    /// <summary>Reads an event of a stream.</summary>
    /// <param name="stream">Where it came from.</param>
    /// <param name="utf8">One event; white space around it is not counted as its own.</param>
    public static ReadResult Read(EventStream stream, ReadOnlySpan<byte> utf8)
    {
        utf8 = utf8.Trim(" \t\r\n"u8);
        if (utf8.Length > Limits.EventBytesMax)
        {
            return Malformed(
                null, null, $"The event has {utf8.Length} bytes; at most {Limits.EventBytesMax} are allowed.");
        }

        using var table = JsonTable.Parse(utf8, out var fault);
        if (fault is not null)
        {
            return Malformed(ShownId(table), null, fault);
        }

        if (!CanonicalForm.TryHash(table, out var content, out var duplicate))
        {
            var path = table.PathOf(duplicate);
            return Malformed(ShownId(table), path, $"The member {path} is there twice.");
        }

        var verdict = new Verdict();
        var @event = Judge(stream, new EventFields(table, verdict));
        return verdict.Rejection is { } rejection
            ? ReadResult.Refused(ShownId(table), rejection)
            : ReadResult.Valid(@event!, content);
    }

    /// <summary>The stream a type belongs to; null when there is no such type (contract.md §1).</summary>
    /// <param name="type">The type's name.</param>
    public static EventStream? StreamOf(ReadOnlySpan<byte> type) => EventTypes.StreamOf(type);

    private static ClearanceEvent? Judge(EventStream stream, EventFields fields)
    {
        var type = fields.Type("type", stream);
        var id = fields.Id("id");
        if (stream is EventStream.Payments or EventStream.Guarantees
            && fields.TryPeekBank("bank", out var bank) && !bank.Owns(id))
        {
            fields.Refuse(RejectionCode.BankMismatch, "id", $"must start with {bank}: as a bank names its own events.");
        }

        var at = fields.Instant("at");
        return type?.Invoke(fields, id, at);
    }

    // The id as it was written, right or wrong, unless it is too long to be meant as one.
    private static string? ShownId(JsonTable table)
    {
        if (!table.IsObject || !table.TryFind(0, "id", out var member) || table.Nodes[member].Kind != JsonKind.String)
        {
            return null;
        }

        var text = table.Text(table.Nodes[member]);
        return text.Length <= ShownIdMax ? Encoding.UTF8.GetString(text) : null;
    }

    private static ReadResult Malformed(string? id, string? path, string detail) =>
        ReadResult.Refused(id, new Rejection(RejectionCode.Malformed, path, detail));
}

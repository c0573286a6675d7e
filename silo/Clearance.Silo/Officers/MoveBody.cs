using System.Buffers;
using System.Text.Json;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>The body of a proposal: which move, and perhaps an id that makes repeating it safe.</summary>
/// <param name="Id">The move's id.</param>
/// <param name="Event">The event it shall become, of valid form, with its maker and without a checker.</param>
internal sealed record MoveBody(string Id, OfficersMove Event)
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    private static readonly (string Kind, string Type, string[] Members)[] Kinds =
    [
        ("assign", nameof(SuspenseAssigned), ["payment", "row", "declaration", "code", "account"]),
        ("apply", nameof(SurplusApplied), ["from", "to", "code", "account", "amount"]),
        ("refund", nameof(SurplusRefunded), ["from", "amount"]),
    ];

    /// <summary>What a move is called here.</summary>
    public static string KindOf(OfficersMove e) => Kinds.Single(it => it.Type == e.GetType().Name).Kind;

    /// <summary>Reads it.</summary>
    /// <param name="body">The body.</param>
    /// <param name="taxpayer">Whose money.</param>
    /// <param name="maker">Who proposes: never as the body says.</param>
    /// <param name="at">When.</param>
    /// <exception cref="ProblemException">It is no proposal of valid form.</exception>
    public static MoveBody Read(ReadOnlyMemory<byte> body, TaxpayerId taxpayer, string maker, Instant at)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            return Read(document.RootElement, taxpayer, maker, at);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // The second is what reading half a surrogate pair, or bytes that are no UTF-8, throws.
            throw Refused("UnreadableBody", "The body is not valid JSON, or has a member twice.", null);
        }
    }

    private static MoveBody Read(JsonElement root, TaxpayerId taxpayer, string maker, Instant at)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("kind"u8, out var kind))
        {
            throw Refused("MissingField", "The body is an object whose kind is assign, apply or refund.", "kind");
        }

        var named = kind.ValueKind == JsonValueKind.String ? kind.GetString() : null;
        var found = Array.Find(Kinds, it => it.Kind == named);
        if (found.Kind is null)
        {
            throw Refused("InvalidValue", "The kind of a move is assign, apply or refund.", "kind");
        }

        var id = IdOf(root);
        var read = EventReader.Read(
            EventStream.Taxpayers, EventOf(root, found.Type, found.Members, ProposedMove.EventIdOf(taxpayer, id), taxpayer, maker, at));
        return read.Event is OfficersMove e ? new MoveBody(id, e) : throw Refused(
            read.Rejection!.Code.ToString(), read.Rejection.Detail, read.Rejection.Field);
    }

    /// <summary>The caller's id, or one that nobody has.</summary>
    private static string IdOf(JsonElement root)
    {
        if (!root.TryGetProperty("id"u8, out var given) || given.ValueKind == JsonValueKind.Null)
        {
            return Guid.NewGuid().ToString("N");
        }

        return given.ValueKind == JsonValueKind.String && ProposedMove.IsId(given.GetString()!) ? given.GetString()! : throw Refused(
            "InvalidValue",
            $"The id of a move is 1 to {ProposedMove.IdLengthMax} letters, digits, dots, underscores and hyphens.", "id");
    }

    /// <summary>The event as a trusted stream would bring it, so that one reader judges the form of both.</summary>
    private static ReadOnlySpan<byte> EventOf(
        JsonElement root, string type, string[] members, string id, TaxpayerId taxpayer, string maker, Instant at)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, DecisionJson.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, type);
            json.WriteString("id"u8, id);
            json.WriteString("at"u8, at.ToString());
            json.WriteString("taxpayer"u8, taxpayer.Value);
            foreach (var member in members)
            {
                if (root.TryGetProperty(member, out var value))
                {
                    json.WritePropertyName(member);
                    json.WriteRawValue(value.GetRawText());
                }
            }

            json.WriteString("maker"u8, maker);
            json.WriteString("checker"u8, ProposedMove.Nobody);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan;
    }

    private static ProblemException Refused(string code, string detail, string? field) =>
        new(new Problem(StatusCodes.Status400BadRequest, code, detail, field));
}

using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Clearance.Domain;

namespace Clearance.LoadTests.Peers;

/// <summary>
/// Reads bodies as the engine is posted them. Of the contract's checks of form only those of numbers are made: what the peers are
/// spared makes them faster.
/// </summary>
internal static class PeerEvents
{
    /// <summary>Reads an event or an array of them.</summary>
    /// <exception cref="NotSupportedException">An event, or a part of one, that the peers do not know.</exception>
    public static PeerEvent[] Read(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        return root.ValueKind == JsonValueKind.Array ? [.. root.EnumerateArray().Select(ReadOne)] : [ReadOne(root)];
    }

    private static PeerEvent ReadOne(JsonElement it) => Text(it, "type") switch
    {
        "DeclarationRegistered" => Registration(it),
        "PaymentConfirmed" => Payment(it),
        var other => throw new NotSupportedException($"The peers know no {other}."),
    };

    private static PeerEvent Registration(JsonElement it)
    {
        if (Text(it, "term") != "D" || it.GetProperty("channel").GetInt32() != 1)
        {
            throw new NotSupportedException("The peers know green goods that are paid for now, and no others.");
        }

        var lines = it.GetProperty("lines");
        return new PeerEvent
        {
            Stream = PeerEvent.Declarations,
            Id = Text(it, "id"),
            Content = ContentOf(it),
            Taxpayer = Text(it, "taxpayer"),
            Declaration = KeyOf(Text(it, "declaration")),
            Codes = [.. lines.EnumerateArray().Select(CodeOf)],
            Amounts = [.. lines.EnumerateArray().Select(AmountOf)],
            Blocking = [.. lines.EnumerateArray().Select(static line => Text(line, "kind") != "fee")],
        };
    }

    private static PeerEvent Payment(JsonElement it)
    {
        var rows = it.GetProperty("rows");
        return new PeerEvent
        {
            Stream = PeerEvent.Payments,
            Id = Text(it, "id"),
            Content = ContentOf(it),
            Taxpayer = Text(it, "taxpayer"),
            Targets = [.. rows.EnumerateArray().Select(static row => KeyOf(Text(row, "declaration")))],
            Codes = [.. rows.EnumerateArray().Select(CodeOf)],
            Amounts = [.. rows.EnumerateArray().Select(AmountOf)],
            Rows = rows.GetRawText(),
        };
    }

    private static long KeyOf(string number) => DeclarationKey.TryParseEither(number, out var key) ? key.Value : 0;

    private static string CodeOf(JsonElement line) => $"{Text(line, "code")}:{Text(line, "account")}";

    private static long AmountOf(JsonElement line) => line.GetProperty("amount").GetInt64();

    private static Guid ContentOf(JsonElement it)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(JsonMarshal.GetRawUtf8Value(it), hash);
        return new Guid(hash[..16]);
    }

    private static string Text(JsonElement it, string name) =>
        it.GetProperty(name).GetString() ?? throw new NotSupportedException($"The peers know no {name} that is null.");
}

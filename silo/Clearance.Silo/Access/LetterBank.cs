using System.Text.Json;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>Whose a dead letter is: a bank's, where its bytes say so twice, by <c>bank</c> and by the beginning of the id.</summary>
internal static class LetterBank
{
    /// <summary>Whether a caller may see a letter.</summary>
    public static bool MaySee(Caller caller, DeadLetter letter) => caller.OwnBank is not { } bank || IsOf(letter, bank);

    private static bool IsOf(DeadLetter letter, BankCode bank)
    {
        if (letter.Stream is not (EventStream.Payments or EventStream.Guarantees))
        {
            return false;
        }

        try
        {
            var json = new Utf8JsonReader(letter.Raw.Span);
            using var document = JsonDocument.ParseValue(ref json);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root
                && Text(root, "bank"u8) == bank.Value && Text(root, "id"u8) is { } id && bank.Owns(id);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // What cannot be read says of nobody that it is theirs.
            return false;
        }
    }

    private static string? Text(JsonElement root, ReadOnlySpan<byte> name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

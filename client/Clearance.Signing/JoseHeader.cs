using System.Text.Json;

namespace Clearance.Signing;

/// <summary>The header of a signature, of which nothing is taken that is not understood.</summary>
/// <param name="Algorithm"><c>alg</c>.</param>
/// <param name="KeyId"><c>kid</c>.</param>
/// <param name="Type"><c>typ</c>, if there is one.</param>
/// <remarks>
/// Members are <c>alg</c>, <c>kid</c>, <c>typ</c> and <c>iat</c>, each once and written without escapes; any other refuses the signature. So
/// <c>jku</c>, <c>jwk</c>, <c>x5u</c> and <c>x5c</c>, which name a key of the signer's choice, and <c>crit</c> and <c>b64</c>, which change what is
/// signed, need no rule of their own. <c>iat</c> decides nothing: who has stolen a key writes it as he likes.
/// </remarks>
internal sealed record JoseHeader(string Algorithm, string KeyId, string? Type)
{
    private const int BytesMax = 512;

    /// <summary>Reads a header, or says why it is refused.</summary>
    public static JoseHeader? Read(ReadOnlySpan<byte> utf8, out string? why)
    {
        why = "The header of the signature is no JSON object of plain ASCII text.";
        if (utf8.Length > BytesMax || utf8.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
        {
            return null;
        }

        try
        {
            return ReadObject(utf8, ref why);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes a header.</summary>
    public static byte[] Write(SigningKey key, string? type) => System.Text.Encoding.ASCII.GetBytes(
        $"{{\"alg\":\"{SignatureAlgorithms.NameOf(key.Algorithm)}\",\"kid\":\"{key.Id}\"{(type is null ? "" : $",\"typ\":\"{type}\"")}}}");

    private static JoseHeader? ReadObject(ReadOnlySpan<byte> utf8, ref string? why)
    {
        var json = new Utf8JsonReader(utf8);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        var (texts, hasTime) = (new string?[3], false);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var member = json.ValueIsEscaped ? -1
                : json.ValueTextEquals("alg"u8) ? 0
                : json.ValueTextEquals("kid"u8) ? 1
                : json.ValueTextEquals("typ"u8) ? 2
                : json.ValueTextEquals("iat"u8) ? 3
                : -1;
            if (member < 0)
            {
                why = "The header of the signature has a member besides alg, kid, typ and iat; keys are pinned, and nothing else is looked at.";
                return null;
            }

            if (member == 3 ? hasTime : texts[member] is not null)
            {
                why = "The header of the signature has a member twice.";
                return null;
            }

            json.Read();
            if (member == 3 ? json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out _) : json.TokenType != JsonTokenType.String || json.ValueIsEscaped)
            {
                return null;
            }

            hasTime |= member == 3;
            if (member < 3)
            {
                texts[member] = json.GetString();
            }
        }

        // Reading on finds what follows the object, which would be refused as no JSON.
        if (json.TokenType != JsonTokenType.EndObject || json.Read())
        {
            return null;
        }

        if (texts is not [{ } algorithm, { } kid, var type])
        {
            why = "The header of the signature lacks alg or kid.";
            return null;
        }

        why = null;
        return new JoseHeader(algorithm, kid, type);
    }
}

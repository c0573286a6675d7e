using System.Text.Json;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>Members that several answers share, written one way.</summary>
internal static class JsonMembers
{
    public static void Date(this Utf8JsonWriter json, ReadOnlySpan<byte> name, DateOnly? date)
    {
        if (date is not { } day)
        {
            json.WriteNull(name);
            return;
        }

        Span<char> text = stackalloc char[10];
        day.TryFormat(text, out _, "yyyy-MM-dd");
        json.WriteString(name, text);
    }

    public static void Time(this Utf8JsonWriter json, ReadOnlySpan<byte> name, Instant instant) =>
        json.WriteString(name, instant.ToString());

    /// <summary>A sum of đồng that may be past 64 bits; it is written in digits all the same.</summary>
    public static void Sum(this Utf8JsonWriter json, ReadOnlySpan<byte> name, Int128 sum) => json.WriteNumber(name, (decimal)sum);

    public static void Name(this Utf8JsonWriter json, ReadOnlySpan<byte> name, JsonEncodedText? text)
    {
        if (text is { } encoded)
        {
            json.WriteString(name, encoded);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    public static void Line(this Utf8JsonWriter json, LineKey line)
    {
        json.WriteString("code"u8, line.CodeText);
        json.WriteString("account"u8, DecisionNames.Of(line.Account));
    }

    public static void Row(this Utf8JsonWriter json, RowRef row)
    {
        json.WriteString("payment"u8, row.Payment);
        json.WriteNumber("row"u8, row.Row);
    }

    /// <summary>A letter and what is left of it, without whoever else holds some.</summary>
    public static void Guarantee(this Utf8JsonWriter json, Guarantee guarantee)
    {
        json.WriteString("guarantee"u8, guarantee.Reference.ToString());
        json.WriteBoolean("issued"u8, guarantee.Letter is not null);
        json.Name("kind"u8, guarantee.Letter is { } letter ? WireNames.Of(letter.Kind) : null);
        json.WriteNumber("limit"u8, guarantee.Limit);
        json.WriteNumber("reserved"u8, guarantee.Reserved);
        json.WriteNumber("available"u8, guarantee.Available);
        json.Date("effectiveFrom"u8, guarantee.Letter?.EffectiveFrom);
        json.Date("expiresOn"u8, guarantee.Letter is null ? null : guarantee.ExpiresOn);
        json.WriteBoolean("revoked"u8, guarantee.Revoked);
    }
}

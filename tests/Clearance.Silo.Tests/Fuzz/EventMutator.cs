using System.Text;
using System.Text.Json;

namespace Clearance.Silo.Tests.Fuzz;

/// <summary>Changes valid events in one or a few places, by tokens or by bytes. The same seed gives the same changes.</summary>
internal sealed class EventMutator(int seed)
{
    private static readonly string[] Values =
    [
        "null", "true", "false", "{}", "[]", "[[]]", "{\"a\":{\"b\":[1]}}", "\"\"", "\" \"", "\"\\u0000\"", "\"\\ud800\"",
        "\"☃ tiếng Việt\"", "\"A\"", "\"D\"", "\"budget\"", "\"*\"", "\"10512345676\"", "\"105123456760\"", "\"0100109106\"",
        "\"0100109106-001\"", "\"012345678901\"", "\"BIDV:FT1\"", "\"VCB\"", "\"clear\"",
        "0", "-0", "1", "-1", "1.0", "1.5", "1e3", "1E-3", "1e400", "-1e-400", "9000000000000000", "9000000000000001",
        "9223372036854775807", "9223372036854775808", "18446744073709551616", "123456789012345678901234567890",
        "\"0001-01-01\"", "\"9999-12-31\"", "\"2026-02-29\"", "\"2028-02-29\"", "\"0000-00-00\"", "\"2026-11-02T24:00:00Z\"",
        "\"0001-01-01T00:00:00+14:00\"", "\"9999-12-31T23:59:59.9999999Z\"", "\"9999-12-31T23:59:59-14:00\"",
        "\"2026-11-02T08:00:00.123456789+07:00\"", "\"2026-06-30T23:59:60Z\"", "\"2026-11-02t08:00:00z\"",
    ];

    private readonly Random random = new(seed);

    /// <summary>A changed event; always one JSON value, perhaps no event any more.</summary>
    public string Next(string valid)
    {
        for (var attempt = 0; attempt < 8; attempt++)
        {
            var text = valid;
            for (var changes = Math.Max(1, random.Next(-3, 4)); changes > 0; changes--)
            {
                text = Change(text);
            }

            if (IsOneValue(text))
            {
                return text;
            }
        }

        return Values[random.Next(Values.Length)];
    }

    /// <summary>Bytes that may be anything.</summary>
    public byte[] Damage(byte[] body)
    {
        var damaged = body.ToArray();
        for (var changes = random.Next(1, 6); changes > 0; changes--)
        {
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
        }

        return random.Next(4) == 0 ? damaged[..random.Next(damaged.Length)] : damaged;
    }

    private string Change(string text)
    {
        var tokens = Tokens(text);
        if (tokens.Count == 0)
        {
            return text;
        }

        var (start, length) = tokens[random.Next(tokens.Count)];
        var (otherStart, otherLength) = tokens[random.Next(tokens.Count)];
        var token = text.Substring(start, length);
        return random.Next(10) switch
        {
            0 or 1 or 2 => Replace(text, start, length, Values[random.Next(Values.Length)]),
            3 => Replace(text, start, length, text.Substring(otherStart, otherLength)),
            4 => Replace(text, start, length, token + "," + token),
            5 => Replace(text, start, length, $"[{token}]"),
            6 => text.Insert(1, $"\"n{random.Next(9)}\":{Nested(random.Next(1, 12))},"),
            7 => Replace(text, start, length, ChangeOneCharacter(token)),
            8 => text.Replace(token, "\"" + new string('x', random.Next(1, 300)) + "\"", StringComparison.Ordinal),
            _ => ChangeOneCharacter(text),
        };
    }

    private string ChangeOneCharacter(string text)
    {
        var at = random.Next(text.Length);
        var changed = (char)random.Next(0x20, 0x7f);
        return random.Next(3) switch
        {
            0 => text.Remove(at, 1),
            1 => text.Insert(at, changed.ToString()),
            _ => Replace(text, at, 1, changed.ToString()),
        };
    }

    private static string Replace(string text, int start, int length, string by) =>
        string.Concat(text.AsSpan(0, start), by, text.AsSpan(start + length));

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);

    /// <summary>Where names and single values stand. Looked for in ASCII only, where a byte is a character.</summary>
    private static List<(int Start, int Length)> Tokens(string text)
    {
        var tokens = new List<(int, int)>();
        if (!Ascii.IsValid(text))
        {
            return tokens;
        }

        var reader = new Utf8JsonReader(Encoding.ASCII.GetBytes(text));
        try
        {
            while (reader.Read())
            {
                var start = (int)reader.TokenStartIndex;
                if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.EndObject
                    or JsonTokenType.StartArray or JsonTokenType.EndArray))
                {
                    tokens.Add((start, reader.ValueSpan.Length + (text[start] == '"' ? 2 : 0)));
                }
            }
        }
        catch (JsonException)
        {
            tokens.Clear();
        }

        return tokens;
    }

    private static bool IsOneValue(string text)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), new JsonReaderOptions { MaxDepth = 1000 });
        try
        {
            reader.Read();
            reader.Skip();
            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

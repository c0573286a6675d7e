using System.Numerics;
using System.Text;

namespace Clearance.Domain.Tests.Reading;

/// <summary>A JSON value as such, apart from how it is spelled.</summary>
internal abstract record JsonModel
{
    public sealed record Word(string Written) : JsonModel;

    /// <summary>Digits × 10^Power; the digits have no zero at either end, and are empty for zero.</summary>
    public sealed record Number(bool Negative, string Digits, BigInteger Power) : JsonModel;

    public sealed record Text(string Value) : JsonModel;

    public sealed record List(IReadOnlyList<JsonModel> Items) : JsonModel;

    public sealed record Map(IReadOnlyList<(string Name, JsonModel Value)> Members) : JsonModel;

    /// <summary>Spells the value in one of its many ways.</summary>
    public string Spell(Random random)
    {
        var text = new StringBuilder();
        Write(this, random, text);
        return text.ToString();
    }

    private static void Write(JsonModel value, Random random, StringBuilder text)
    {
        Blank(random, text);
        switch (value)
        {
            case Word word:
                text.Append(word.Written);
                break;
            case Number number:
                text.Append(Spell(number, random));
                break;
            case Text it:
                Write(it.Value, random, text);
                break;
            case List list:
                WriteAll('[', list.Items, item => Write(item, random, text), ']', random, text);
                break;
            case Map map:
                var members = map.Members.ToArray();
                random.Shuffle(members);
                WriteAll('{', members, member => Write(member, random, text), '}', random, text);
                break;
        }

        Blank(random, text);
    }

    private static void Write((string Name, JsonModel Value) member, Random random, StringBuilder text)
    {
        Blank(random, text);
        Write(member.Name, random, text);
        Blank(random, text);
        text.Append(':');
        Write(member.Value, random, text);
    }

    private static void WriteAll<T>(
        char open, IReadOnlyList<T> items, Action<T> write, char close, Random random, StringBuilder text)
    {
        text.Append(open);
        Blank(random, text);
        for (var i = 0; i < items.Count; i++)
        {
            text.Append(i == 0 ? "" : ",");
            write(items[i]);
        }

        text.Append(close);
    }

    private static void Write(string value, Random random, StringBuilder text)
    {
        text.Append('"');
        foreach (var c in value)
        {
            // Half of a pair is escaped only together with the other half, which the runs of the generator's strings
            // allow.
            if (c is '"' or '\\' || char.IsControl(c) || (!char.IsSurrogate(c) && random.Next(4) == 0))
            {
                text.Append($"\\u{(random.Next(2) == 0 ? ((int)c).ToString("x4") : ((int)c).ToString("X4"))}");
            }
            else
            {
                text.Append(c);
            }
        }

        text.Append('"');
    }

    private static void Blank(Random random, StringBuilder text)
    {
        while (random.Next(4) == 0)
        {
            text.Append(" \t\r\n"[random.Next(4)]);
        }
    }

    private static string Spell(Number number, Random random)
    {
        string[] zeros = ["0", "0.0", "0.000", "0e5", "0E-77", "0e+0", "0e99999999999999999999999"];
        var sign = number.Negative || (number.Digits.Length == 0 && random.Next(2) == 0) ? "-" : "";
        if (number.Digits.Length == 0)
        {
            return sign + zeros[random.Next(zeros.Length)];
        }

        var digits = new string('0', random.Next(3)) + number.Digits + new string('0', random.Next(4));
        var power = number.Power - (digits.Length - digits.TrimEnd('0').Length);
        var point = random.Next(digits.Length + 1);
        var (whole, fraction) = (digits[..point].TrimStart('0'), digits[point..]);
        power += fraction.Length;
        var text = $"{sign}{(whole.Length == 0 ? "0" : whole)}{(fraction.Length == 0 ? "" : "." + fraction)}";
        if (power.IsZero && random.Next(2) == 0)
        {
            return text;
        }

        var mark = power.Sign < 0 ? "-" : random.Next(2) == 0 ? "+" : "";
        return $"{text}{"eE"[random.Next(2)]}{mark}{new string('0', random.Next(3))}{BigInteger.Abs(power)}";
    }
}

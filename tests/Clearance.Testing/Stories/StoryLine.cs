using System.Globalization;

namespace Clearance.Testing.Stories;

/// <summary>A line of a story, taken apart: <c>[date] verb words and name=values [: items] [→ result]  # remark</c>.</summary>
internal sealed class StoryLine
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private StoryLine(string text) => Text = text;

    public string Text { get; }

    public DateOnly? Date { get; private set; }

    public string Verb { get; private set; } = "";

    /// <summary>The words after the verb that name no value.</summary>
    public List<string> Words { get; } = [];

    /// <summary>What stands after the colon, by commas, each in words.</summary>
    public List<string[]> Items { get; } = [];

    /// <summary>What stands after the arrow, in words.</summary>
    public string[] Result { get; private set; } = [];

    public IEnumerable<(string Name, string Value)> Values => _values.Select(pair => (pair.Key, pair.Value));

    public static IEnumerable<StoryLine> Read(string story)
    {
        foreach (var line in story.Split('\n'))
        {
            var text = line.Split('#')[0].Trim();
            if (text.Length > 0)
            {
                yield return Take(text);
            }
        }
    }

    public static DateOnly DateOf(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>An amount: <c>12m</c>, <c>20k</c>, <c>1_234_567</c>.</summary>
    public static long AmountOf(string text)
    {
        var (digits, unit) = text[^1] switch
        {
            'm' => (text[..^1], 1_000_000),
            'k' => (text[..^1], 1_000),
            _ => (text, 1),
        };
        return long.Parse(digits.Replace("_", ""), NumberStyles.None, CultureInfo.InvariantCulture) * unit;
    }

    public string? Value(string name) => _values.GetValueOrDefault(name);

    public DateOnly? DateValue(string name) => Value(name) is { } text ? DateOf(text) : null;

    public bool Says(string word) => Words.Contains(word);

    /// <summary>The first word that starts with a letter and is a name: <c>D1</c>, <c>T2</c>, <c>P1</c>, <c>G3</c>.</summary>
    public string? Name(char kind) => Words.Find(word => StoryNames.IsName(word, kind));

    private static StoryLine Take(string text)
    {
        var line = new StoryLine(text);
        var parts = text.Split('→', 2, StringSplitOptions.TrimEntries);
        if (parts.Length > 1)
        {
            line.Result = Split(parts[1]);
        }

        var halves = parts[0].Split(" : ", 2, StringSplitOptions.TrimEntries);
        if (halves.Length > 1)
        {
            line.Items.AddRange(halves[1].Split(',', StringSplitOptions.TrimEntries).Select(Split));
        }

        var words = new Queue<string>(Split(halves[0]));
        if (char.IsAsciiDigit(words.Peek()[0]))
        {
            line.Date = DateOf(words.Dequeue());
        }

        line.Verb = words.Dequeue();
        foreach (var word in words)
        {
            if (word.Split('=', 2) is [var name, var value])
            {
                line._values.Add(name, value);
            }
            else
            {
                line.Words.Add(word);
            }
        }

        return line;
    }

    private static string[] Split(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}

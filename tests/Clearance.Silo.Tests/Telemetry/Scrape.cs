using System.Globalization;
using System.Text.RegularExpressions;

namespace Clearance.Silo.Tests.Telemetry;

/// <summary>One line of a scrape.</summary>
/// <param name="Name">The series' name.</param>
/// <param name="Labels">Its labels.</param>
/// <param name="Value">Its value.</param>
internal sealed record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value);

/// <summary>Prometheus text, read strictly: a line that is none is an error.</summary>
internal sealed partial class Scrape
{
    private static readonly string[] Suffixes = ["_bucket", "_sum", "_count"];

    private readonly Dictionary<string, string> types = new(StringComparer.Ordinal);

    /// <summary>Every sample.</summary>
    public List<Sample> Samples { get; } = [];

    /// <summary>Every metric there is, whatever its suffix.</summary>
    public IReadOnlyCollection<string> Names => types.Keys;

    /// <summary>Reads a text.</summary>
    public static Scrape Read(string text)
    {
        var scrape = new Scrape();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Type().Match(line) is { Success: true } type)
            {
                // Silos in one process are measured together; engines are a process each.
                scrape.types[type.Groups["name"].Value] = type.Groups["type"].Value;
            }
            else if (!Help().IsMatch(line) && !line.StartsWith("# EOF", StringComparison.Ordinal))
            {
                scrape.Samples.Add(SampleOf(line));
            }
        }

        foreach (var sample in scrape.Samples)
        {
            scrape.types.ContainsKey(scrape.MetricOf(sample.Name)).ShouldBeTrue(sample.Name);
        }

        return scrape;
    }

    /// <summary>Gets an engine's metrics.</summary>
    public static async Task<Scrape> Of(HttpClient http)
    {
        using var answer = await http.GetAsync("/metrics");
        answer.EnsureSuccessStatusCode();
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/plain");
        return Read(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>The sum of what has a name and these labels.</summary>
    public double Sum(string name, params (string Name, string Value)[] labels) => Samples
        .Where(it => it.Name == name && labels.All(label => it.Labels.GetValueOrDefault(label.Name) == label.Value))
        .Sum(static it => it.Value);

    /// <summary>The metric a series belongs to.</summary>
    public string MetricOf(string series) =>
        types.ContainsKey(series) ? series
        : Suffixes.FirstOrDefault(suffix => series.EndsWith(suffix, StringComparison.Ordinal)) is { } suffix
            && types.GetValueOrDefault(series[..^suffix.Length]) == "histogram" ? series[..^suffix.Length]
        : series;

    private static Sample SampleOf(string line)
    {
        var match = Line().Match(line);
        match.Success.ShouldBeTrue(line);
        var labels = Label().Matches(match.Groups["labels"].Value)
            .ToDictionary(static it => it.Groups["name"].Value, static it => it.Groups["value"].Value);
        var value = match.Groups["value"].Value;
        return new Sample(match.Groups["name"].Value, labels, value switch
        {
            "+Inf" => double.PositiveInfinity,
            "-Inf" => double.NegativeInfinity,
            _ => double.Parse(value, NumberStyles.Float, CultureInfo.InvariantCulture),
        });
    }

    [GeneratedRegex(@"^# TYPE (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<type>counter|gauge|histogram|summary|untyped)$")]
    private static partial Regex Type();

    [GeneratedRegex(@"^# (HELP|UNIT) [a-zA-Z_:][a-zA-Z0-9_:]* ")]
    private static partial Regex Help();

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>([a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\.)*",?)*)\})? (?<value>[-+0-9.eE]+|[+-]Inf|NaN)( \d+)?$""")]
    private static partial Regex Line();

    [GeneratedRegex("""(?<name>[a-zA-Z_][a-zA-Z0-9_]*)="(?<value>([^"\\]|\\.)*)",?""")]
    private static partial Regex Label();
}

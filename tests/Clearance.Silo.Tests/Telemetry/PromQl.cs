using System.Text.Json;
using System.Text.RegularExpressions;
using Clearance.Silo.Tests.Deploy;
using YamlDotNet.Serialization;

namespace Clearance.Silo.Tests.Telemetry;

/// <summary>A query of a panel or a rule, taken apart as far as names go.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Text">The query.</param>
internal sealed partial record PromQl(string Place, string Text)
{
    /// <summary>Labels that Prometheus adds to whatever it scrapes.</summary>
    private static readonly string[] Added = ["instance", "job"];

    private static readonly string[] Words = ["by", "without", "on", "ignoring", "group_left", "group_right", "and", "or", "unless", "offset", "bool"];

    /// <summary>Every query of the dashboards.</summary>
    public static IReadOnlyList<PromQl> OfDashboards() =>
    [
        .. from file in Dashboards
           let json = JsonDocument.Parse(DeployTree.Read(file)).RootElement
           from panel in json.GetProperty("panels").EnumerateArray()
           from target in panel.GetProperty("targets").EnumerateArray()
           select new PromQl($"{file}: {panel.GetProperty("title").GetString()}", target.GetProperty("expr").GetString()!),
    ];

    /// <summary>The dashboards.</summary>
    public static IEnumerable<string> Dashboards => DeployTree.Files.Where(static file => file.StartsWith("deploy/grafana/", StringComparison.Ordinal));

    /// <summary>The alerts: name, query, runbook.</summary>
    public static IReadOnlyList<(string Name, PromQl Query, string Runbook)> Alerts()
    {
        var root = (Dictionary<object, object>)new DeserializerBuilder().Build().Deserialize<object>(DeployTree.Read("deploy/alerts/clearance.rules.yaml"));
        return
        [
            .. from @group in (List<object>)root["groups"]
               from rule in (List<object>)((Dictionary<object, object>)@group)["rules"]
               let it = (Dictionary<object, object>)rule
               let notes = (Dictionary<object, object>)it["annotations"]
               select ((string)it["alert"], new PromQl((string)it["alert"], (string)it["expr"]), (string)notes["runbook_url"]),
        ];
    }

    /// <summary>What in it no scrape has: a series, or a label of one.</summary>
    public IEnumerable<string> Faults(IReadOnlyList<Sample> samples)
    {
        var text = Ranges().Replace(Text, "");
        var grouped = Groupings().Matches(text).SelectMany(static it => it.Groups["labels"].Value.Split(',')).Select(static it => it.Trim()).ToList();
        var series = Selectors().Matches(Groupings().Replace(text, " "))
            .Where(static it => !Words.Contains(it.Groups["name"].Value)).ToList();
        if (series.Count == 0)
        {
            yield return $"{Place}: nothing is asked for";
        }

        foreach (var match in series)
        {
            var name = match.Groups["name"].Value;
            var labels = samples.Where(it => it.Name == name).SelectMany(static it => it.Labels.Keys).Concat(Added).ToHashSet(StringComparer.Ordinal);
            if (!samples.Any(it => it.Name == name))
            {
                yield return $"{Place}: there is no {name}";
            }

            foreach (var label in Matchers().Matches(match.Groups["labels"].Value).Select(static it => it.Groups["name"].Value).Concat(grouped))
            {
                if (!labels.Contains(label))
                {
                    yield return $"{Place}: {name} has no label {label}";
                }
            }
        }
    }

    [GeneratedRegex(@"\[[^\]]*\]")]
    private static partial Regex Ranges();

    [GeneratedRegex(@"\bby\s*\((?<labels>[^)]*)\)")]
    private static partial Regex Groupings();

    [GeneratedRegex("""(?<![\w"])(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)\b(?!\s*\()(?<labels>\{(?:"[^"]*"|[^}"])*\})?""")]
    private static partial Regex Selectors();

    [GeneratedRegex("""(?<name>[a-zA-Z_][a-zA-Z0-9_]*)\s*(=~|!~|!=|=)\s*"[^"]*"?""")]
    private static partial Regex Matchers();
}

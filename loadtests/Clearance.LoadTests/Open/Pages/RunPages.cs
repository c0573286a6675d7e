using System.Globalization;
using Clearance.LoadTests.Open.Limits;
using Clearance.LoadTests.Open.Profiles;

namespace Clearance.LoadTests.Open.Pages;

/// <summary>Pages of runs.</summary>
internal sealed class RunPages(LoadProfile profile, IReadOnlyList<(string Name, string Value)> surroundings)
{
    /// <summary>Of one load.</summary>
    public HtmlPage Of(TrialResult result, TrialFacts facts, IReadOnlyList<(string Name, string Value)> lines)
    {
        var page = new HtmlPage(profile.Name, profile.About);
        page.Figures(facts.Figures());
        page.Plots("Second by second", new TrialCharts(result).All());
        page.Facts("In numbers", lines);
        Surroundings(page);
        Distribution(page, "Events: the distribution, in milliseconds", result.Measured);
        Distribution(page, "Questions: the distribution, in milliseconds", result.Queries);
        return page;
    }

    /// <summary>Of a search for the limit.</summary>
    public HtmlPage Of(LimitRun limit, IReadOnlyList<(string Name, string Value)> lines)
    {
        var page = new HtmlPage($"{profile.Name}: the limit", profile.About);
        page.Figures(lines.Skip(1).Take(6));
        page.Plots("Rate by rate", Rates(limit));
        page.Table(
            "What was offered, in this order", ["offered /s", "achieved /s", "p50 ms", "p99 ms", "refused or lost", "carried"],
            limit.Steps.Select(static step => (IReadOnlyList<string>)
            [
                N(step.Offered), N(step.Result.AchievedPerSecond), N(step.Result.Measured.Latencies().At(50)), N(step.P99),
                step.Lost.ToString("0.0%", CultureInfo.InvariantCulture), step.IsCarried ? "yes" : "no",
            ]));
        if (limit.Overload is { } overload)
        {
            page.Plots("Twice the limit, second by second", new TrialCharts(overload.Result).All());
        }

        page.Facts("In numbers", lines);
        Surroundings(page);
        return page;
    }

    private static IEnumerable<Chart> Rates(LimitRun limit)
    {
        var steps = limit.Steps.OrderBy(static step => step.Offered).ToList();
        yield return new Chart
        {
            Title = "Offered against achieved",
            Unit = "events/s achieved",
            Across = "events/s offered",
            Lines =
            [
                new Series("achieved", [.. steps.Select(static step => (step.Offered, step.Result.AchievedPerSecond))]),
                new Series("all of it", [(0, 0), (steps[^1].Offered, steps[^1].Offered)]),
            ],
        };
        yield return new Chart
        {
            Title = "99 % are decided within",
            Unit = "ms",
            Across = "events/s offered",
            IsLogarithmic = true,
            Lines = [new Series("p99", [.. steps.Select(static step => (step.Offered, step.P99))])],
        };
    }

    private void Surroundings(HtmlPage page)
    {
        page.Facts("On what", [.. Machine(), .. surroundings]);
        page.Verbatim("Command", Cli.CommandLine, isFolded: false);
        page.Verbatim("The profile", ProfileReader.Write(profile), isFolded: true);
    }

    private static IEnumerable<(string Name, string Value)> Machine() =>
    [
        ("machine", Report.Machine),
        ("runtime", System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription),
        ("when", DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)),
    ];

    private static void Distribution(HtmlPage page, string heading, Recording.Window window)
    {
        var latencies = window.Latencies();
        if (latencies.Count > 0)
        {
            page.Verbatim(heading, latencies.ToPercentiles(), isFolded: true);
        }
    }

    private static string N(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
}

using System.Text.RegularExpressions;
using System.Xml.Linq;
using Clearance.LoadTests.Open;
using Clearance.LoadTests.Open.Machine;
using Clearance.LoadTests.Open.Pages;
using Clearance.LoadTests.Open.Profiles;
using Clearance.LoadTests.Open.Recording;

namespace Clearance.LoadTests.Tests;

public sealed partial class PageTests
{
    private static readonly string[] Plots =
    [
        "Events: offered against achieved", "Events: from when they were due until decided", "How long the slowest take",
        "Questions: offered against achieved", "Questions: from when they were due until answered",
        "CPU by process", "Memory by process", "Events to a transaction", "Bodies under way",
    ];

    [Fact]
    public async Task A_page_has_its_plots_and_each_has_its_lines()
    {
        var page = await Page();

        Captions().Matches(page).Select(static match => match.Groups[1].Value).ShouldBe(Plots);
        foreach (Match figure in Figures().Matches(page))
        {
            var svg = XElement.Parse(Svg().Match(figure.Value).Value);
            var lines = svg.Elements("path").Select(static path => path.Attribute("d")!.Value).ToList();
            lines.ShouldNotBeEmpty(figure.Value);
            lines.ShouldAllBe(static line => line.StartsWith('M') && !line.Contains("NaN") && !line.Contains('∞'));
        }
    }

    [Fact]
    public async Task A_page_needs_no_other_host_no_other_file_and_no_script()
    {
        var page = await Page();

        page.ShouldNotContain("://");
        page.ShouldNotContain("src=");
        page.ShouldNotContain("href=");
        page.ShouldNotContain("<script");
        page.ShouldNotContain("@import");
    }

    [Fact]
    public async Task A_page_says_on_what_and_how_it_was_measured()
    {
        var page = await Page();

        page.ShouldContain("<h2>Command</h2>");
        page.ShouldContain(Report.Machine);
        page.ShouldContain("0123456789ab");
        page.ShouldContain("&quot;warmUpSeconds&quot;: 1");
    }

    [Fact]
    public void What_is_written_into_a_page_cannot_become_part_of_it()
    {
        var page = new HtmlPage("<b>", "a & b");
        page.Facts("x", [("<i>", "</table>")]);

        page.ToString().ShouldContain("<h1>&lt;b&gt;</h1>");
        page.ToString().ShouldContain("<td>&lt;i&gt;</td><td>&lt;/table&gt;</td>");
    }

    /// <summary>A run that a test makes up: every event took a millisecond for each that was due before it in its second.</summary>
    private static async Task<string> Page()
    {
        var profile = ProfileReader.Load("national-peak") with { Seconds = 3, WarmUpSeconds = 1 };
        var load = Load.Of(profile, new EventSupply(profile.Day with { Taxpayers = 50 }, 1, new DateOnly(2026, 11, 2)), seed: 1);
        foreach (var tally in (Tally[])[load.EventTally, load.QueryTally])
        {
            for (var i = 0; i < tally.Count; i++)
            {
                tally.Note(i, i % 10 == 9 ? Verdict.RefusedByEngine : Verdict.Accepted, tally.Due(i) + 1_000 + (tally.Due(i) % 1_000_000 / 10));
            }
        }

        var result = new TrialResult(load, await Sampled(load), Refusals: 3, Seconds: 4.5, FromTopics: false);
        var facts = new TrialFacts(result);
        return new RunPages(profile, [("commit", "0123456789ab")]).Of(result, facts, [.. facts.All()]).ToString();
    }

    private static async Task<Sampler> Sampled(Load load)
    {
        var commits = 0L;
        var finished = 0L;
        var sampler = new Sampler(
            [new ProcessUse(OpenRun.Engine, [Environment.ProcessId], WithDescendants: true)],
            () => finished += load.Events.Count / 3, () => Task.FromResult<long?>(commits += 2), static () => 4, new RunClock());
        using var over = new CancellationTokenSource(TimeSpan.FromSeconds(2.5));
        await sampler.Run(over.Token);
        return sampler;
    }

    [GeneratedRegex("<figcaption>(.*?)</figcaption>")]
    private static partial Regex Captions();

    [GeneratedRegex("<figure>.*?</figure>", RegexOptions.Singleline)]
    private static partial Regex Figures();

    [GeneratedRegex("<svg.*</svg>", RegexOptions.Singleline)]
    private static partial Regex Svg();
}

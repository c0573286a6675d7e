using System.Diagnostics;
using System.Text.Json;
using Clearance.Silo.Tests.Deploy;
using Clearance.Silo.Tests.Running;

namespace Clearance.Silo.Tests.Telemetry;

/// <summary>What is drawn and what wakes somebody asks for what there is, and says what to do.</summary>
[Collection(SharedEngine.Name)]
public sealed class DashboardAndAlertTests(EngineFixture engine)
{
    [Fact]
    public async Task Panels_and_rules_ask_for_series_and_labels_that_a_scrape_has()
    {
        var samples = await Observed.Samples(engine.Http);
        var queries = PromQl.OfDashboards().Concat(PromQl.Alerts().Select(static alert => alert.Query)).ToList();
        queries.Count.ShouldBeGreaterThan(50);
        queries.SelectMany(query => query.Faults(samples)).ShouldBeEmpty();
    }

    [Fact]
    public void A_query_with_a_name_or_a_label_that_is_not_there_is_found_out()
    {
        Sample[] there = [new("clearance_events_total", new Dictionary<string, string> { ["stream"] = "bank.payments" }, 1)];
        Faults("sum by (stream) (rate(clearance_events_total{stream=\"{n}\"}[5m])) > 5").ShouldBeEmpty();
        Faults("rate(clearance_event_total[5m])").ShouldBe(["here: there is no clearance_event_total"]);
        Faults("clearance_events_total{stram=\"a\"}").ShouldBe(["here: clearance_events_total has no label stram"]);
        Faults("sum by (bank) (clearance_events_total)").ShouldBe(["here: clearance_events_total has no label bank"]);

        IEnumerable<string> Faults(string text) => new PromQl("here", text).Faults(there);
    }

    [Fact]
    public void Every_alert_has_a_runbook_and_every_runbook_an_alert()
    {
        var runbooks = Directory.GetFiles(Path.Combine(DeployTree.Root, "docs/operating/runbooks"), "*.md")
            .Select(static file => Path.GetRelativePath(DeployTree.Root, file)).Order(StringComparer.Ordinal);
        PromQl.Alerts().Select(static alert => alert.Runbook).Distinct().Order(StringComparer.Ordinal).ShouldBe(runbooks);
        foreach (var (name, _, runbook) in PromQl.Alerts())
        {
            var text = DeployTree.Read(runbook);
            text.ShouldContain($"`{name}`");
            foreach (var part in (string[])["## What it means", "## What the users feel", "## Look here", "## Do this", "## Afterwards"])
            {
                text.ShouldContain(part, customMessage: runbook);
            }
        }
    }

    [Fact]
    public void Dashboards_and_their_panels_have_names_of_their_own()
    {
        var all = PromQl.Dashboards.Select(static file => JsonDocument.Parse(DeployTree.Read(file)).RootElement).ToList();
        all.Count.ShouldBe(5);
        all.Select(static it => it.GetProperty("uid").GetString()).ShouldBeUnique();
        foreach (var dashboard in all)
        {
            var panels = dashboard.GetProperty("panels").EnumerateArray().ToList();
            panels.Select(static it => it.GetProperty("id").GetInt32()).ShouldBeUnique();
            panels.Select(static it => it.GetProperty("title").GetString()).ShouldBeUnique();
        }
    }

    [PromtoolFact]
    public async Task The_rules_are_rules_and_fire_when_they_should()
    {
        foreach (var arguments in (string[])["check rules clearance.rules.yaml", "test rules clearance.test.yaml"])
        {
            using var promtool = Process.Start(new ProcessStartInfo(PromtoolFactAttribute.Command, arguments)
            {
                WorkingDirectory = Path.Combine(DeployTree.Root, "deploy/alerts"),
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var error = promtool.StandardError.ReadToEndAsync();
            var output = await promtool.StandardOutput.ReadToEndAsync();
            await promtool.WaitForExitAsync();
            promtool.ExitCode.ShouldBe(0, output + await error);
        }
    }
}

/// <summary>A test that takes <c>promtool</c>, of Debian's package prometheus.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PromtoolFactAttribute : FactAttribute
{
    public PromtoolFactAttribute() => Skip = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Any(static folder => File.Exists(Path.Combine(folder, Command))) ? null : "it takes promtool, of the package prometheus";

    /// <summary>The program.</summary>
    public static string Command => "promtool";
}

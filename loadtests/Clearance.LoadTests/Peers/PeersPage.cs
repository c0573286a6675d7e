using System.Globalization;
using System.Text;

namespace Clearance.LoadTests.Peers;

/// <summary>A run beside the peers as a page of Markdown, for results/.</summary>
internal static class PeersPage
{
    /// <summary>The page.</summary>
    public static string Of(PeersFindings findings, string command)
    {
        var page = new StringBuilder("# The engine and its peers\n\n");
        page.Append(CultureInfo.InvariantCulture, $"```\n{command}\n```\n\n");
        AddResults(page, findings);
        AddAnswers(page, findings);
        AddTried(page, findings);
        page.Append("## Measured on\n\n| | |\n|---|---|\n");
        findings.Facts.ForEach(fact => AddRow(page, fact.Name, fact.Value));
        return page.ToString();
    }

    private static void AddResults(StringBuilder page, PeersFindings findings)
    {
        page.Append("## Durable decisions per CPU-second\n\nOf the process and of its store's server; each peer at its best setting.\n\n");
        AddRow(
            page, "", "", "setting", "per CPU-second", "per second", "µs of its own CPU each", "µs of its server's CPU each",
            "the engine on PostgreSQL against it", "on SQLite", "target");
        page.Append("|---|---|---|---|---|---|---|---|---|---|\n");
        foreach (var (kind, setting, result, failure) in findings.Results)
        {
            var ratios = kind.IsEngine ? [] : (double?[])
                [findings.Ratio(PeerKind.Engine, kind), findings.Ratio(PeerKind.EmbeddedEngine, kind)];
            var judged = kind.EngineStore == PeerStoreKind.EngineFolder ? ratios.ElementAtOrDefault(1) : ratios.ElementAtOrDefault(0);
            AddRow(
                page, kind.Letter, kind.Title, kind.IsEngine ? "" : $"{setting}",
                PerCpuSecond(result, failure), Whole(result?.PerSecond), Whole(result?.OwnMicroseconds), Whole(result?.ServerMicroseconds),
                Times(ratios.ElementAtOrDefault(0)), Times(ratios.ElementAtOrDefault(1)),
                judged is { } ratio ? PeerTarget.Of(kind.Letter).Judge(ratio) : "");
        }

        page.Append('\n');
        AddQueries(page, findings);
    }

    private static void AddQueries(StringBuilder page, PeersFindings findings)
    {
        if (findings.Queries is not var (engine, bytes))
        {
            return;
        }

        var ratio = engine.PerSecond / bytes.PerSecond;
        page.Append("## Questions\n\n");
        AddRow(page, "", "per second", "per CPU-second");
        page.Append("|---|---|---|\n");
        AddRow(page, "the engine", Whole(engine.PerSecond), Whole(engine.PerCpuSecond));
        AddRow(page, "(e), the same bytes by a bare handler of Kestrel", Whole(bytes.PerSecond), Whole(bytes.PerCpuSecond));
        AddRow(
            page, "the engine against it", $"{Times(ratio)}; {PeerTarget.Of("(e)").Judge(ratio)}",
            Times(engine.PerCpuSecond / bytes.PerCpuSecond));
        page.Append('\n');
    }

    private static void AddAnswers(StringBuilder page, PeersFindings findings)
    {
        page.Append("## Who answers right\n\n");
        AddRow(page, ["", .. findings.Answers.Select(static it => it.Kind.Letter)]);
        page.Append("|---|").Insert(page.Length, "---|", findings.Answers.Count).Append('\n');
        for (var i = 0; i < PeerScenarios.All.Count; i++)
        {
            var (scenario, index) = (PeerScenarios.All[i], i);
            AddRow(page, [scenario.Name, .. findings.Answers.Select(it => Verdict(it.Answers[index], scenario.Right))]);
        }

        page.Append('\n');
    }

    private static void AddTried(StringBuilder page, PeersFindings findings)
    {
        page.Append("## What was tried to find the best\n\n");
        AddRow(page, "", "setting", "per CPU-second", "per second");
        page.Append("|---|---|---|---|\n");
        foreach (var (kind, setting, result, failure) in findings.Tried)
        {
            AddRow(page, kind.Letter, $"{setting}", PerCpuSecond(result, failure), Whole(result?.PerSecond));
        }

        page.Append('\n');
    }

    private static void AddRow(StringBuilder page, params IEnumerable<string> cells)
    {
        page.Append('|');
        foreach (var cell in cells)
        {
            page.Append(' ').Append(cell.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ")).Append(" |");
        }

        page.Append('\n');
    }

    private static string PerCpuSecond(PeerResult? result, string? failure) =>
        result is null ? $"fails: {failure}" : result.Wrong.Count > 0 ? $"wrong: {result.Wrong[0]}" : Whole(result.PerCpuSecond);

    private static string Verdict(string answer, string right) => answer == right ? "right" : $"**wrong**: {answer}";

    private static string Whole(double? figure) => figure?.ToString("N0", CultureInfo.InvariantCulture) ?? "";

    private static string Times(double? ratio) => ratio is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{ratio:0.00} times");
}

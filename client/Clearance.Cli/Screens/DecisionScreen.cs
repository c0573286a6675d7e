using System.Text.Json;
using Spectre.Console;

namespace Clearance.Cli;

/// <summary>A decision for people.</summary>
internal static class DecisionScreen
{
    /// <summary>Whether the goods may go, or went.</summary>
    public static bool MayGo(JsonElement decision) => decision.Text("outcome") is "clear" or "release" or "cleared" or "released";

    /// <summary>An outcome in its colour.</summary>
    public static string Outcome(string outcome) => outcome switch
    {
        "clear" or "release" or "cleared" or "released" => $"[green]{outcome}[/]",
        "hold" => "[red]hold[/]",
        _ => $"[yellow]{Markup.Escape(outcome)}[/]",
    };

    /// <summary>One decision, with every reason and the shortest path to release.</summary>
    public static void Write(IAnsiConsole console, JsonElement decision, string language)
    {
        console.MarkupLine(
            $"[bold]{Markup.Escape(decision.Text("declaration"))}[/]  {Outcome(decision.Text("outcome"))}  "
            + $"[grey]on {Markup.Escape(decision.Text("on"))}, taxpayer {Markup.Escape(Or(decision.Text("taxpayer"), "–"))}, "
            + $"rule set {Markup.Escape(Or(decision.Text("ruleSet"), "–"))}, version {Markup.Escape(Or(decision.Text("version"), "–"))}[/]");
        if (decision.Amount("payable") is not null)
        {
            console.MarkupLine(
                $"payable {decision.Dong("payable")}, paid {decision.Dong("paid")}, "
                + $"outstanding [bold]{decision.Dong("outstanding")}[/], reserved {decision.Dong("reserved")}");
        }

        WriteReasons(console, decision, language);
        WriteSteps(console, decision);
        foreach (var warning in decision.Items("warnings"))
        {
            console.MarkupLine($"[yellow]{Markup.Escape(warning.Text("code"))}[/] {warning.Dong("shortfall")}");
        }
    }

    /// <summary>Many decisions, a row each.</summary>
    public static void WriteMany(IAnsiConsole console, IEnumerable<JsonElement> decisions)
    {
        var table = new Table().Border(TableBorder.Rounded)
            .AddColumns("declaration", "outcome").AddColumn(Right("outstanding")).AddColumn("reasons");
        foreach (var decision in decisions)
        {
            var error = decision.Part("error");
            table.AddRow(
                Markup.Escape(decision.Text("declaration")),
                error.ValueKind == JsonValueKind.Object ? $"[red]{Markup.Escape(error.Text("code"))}[/]" : Outcome(decision.Text("outcome")),
                decision.Dong("outstanding"),
                Markup.Escape(string.Join(", ", decision.Items("reasons").Select(static reason => reason.Text("code")))));
        }

        console.Write(table);
    }

    /// <summary>A column of amounts.</summary>
    public static TableColumn Right(string name) => new TableColumn(name).RightAligned();

    /// <summary>A step towards release in words: what, where, how much.</summary>
    public static string Step(JsonElement step) => string.Join(
        ' ',
        new[]
        {
            step.Text("action"), step.Text("reason"), step.Text("declaration"), step.Text("code"), step.Text("account"),
            step.Text("guarantee"), step.Text("payment"), step.Amount("row") is { } row ? $"row {row}" : "", step.Dong("amount"),
        }.Where(static part => part.Length > 0));

    private static void WriteReasons(IAnsiConsole console, JsonElement decision, string language)
    {
        if (!decision.Items("reasons").Any())
        {
            return;
        }

        var table = new Table().Border(TableBorder.Rounded).AddColumns("reason", "VNACCS").AddColumn(Right("missing")).AddColumn("in words");
        foreach (var reason in decision.Items("reasons"))
        {
            table.AddRow(
                $"[red]{Markup.Escape(reason.Text("code"))}[/]", Markup.Escape(reason.Text("vnaccs")), reason.Dong("shortfall"),
                Markup.Escape(reason.Part("message").Text(language)));
        }

        console.Write(table);
    }

    private static void WriteSteps(IAnsiConsole console, JsonElement decision)
    {
        var steps = decision.Items("toRelease").ToList();
        if (steps.Count > 0)
        {
            console.MarkupLine("[bold]to release[/], all of it:");
        }

        for (var i = 0; i < steps.Count; i++)
        {
            console.MarkupLine($"  {i + 1}. {Markup.Escape(Step(steps[i]))}");
        }
    }

    private static string Or(string text, string otherwise) => text.Length > 0 ? text : otherwise;
}

using System.CommandLine;
using System.Text.Json;
using Spectre.Console;

namespace Clearance.Cli;

/// <summary><c>clearance reconcile</c>: a bank's day file beside what was received.</summary>
internal static class ReconcileCommand
{
    private const int ShownMax = 50;

    /// <summary>The command.</summary>
    public static Command Create(Consoles consoles)
    {
        var file = new Argument<string>("file") { Description = "The day file: CSV, or camt.053 or camt.054 as XML." };
        var bank = new Option<string>("--bank") { Description = "Whose file.", Required = true };
        var day = new Option<DateOnly>("--day") { Description = "The day whose window ends at 16:00.", Required = true };
        return new Command("reconcile", "Compares a bank's day file with what was received. Nothing is changed. Ends with 1 when they differ.")
        {
            file, bank, day,
        }.Does(consoles, async (session, parsed, cancel) =>
        {
            var path = parsed.GetValue(file)!;
            var bytes = EventFile.Bytes(path);
            var isXml = bytes.AsSpan().TrimStart("\uFEFF \r\n\t"u8).StartsWith("<"u8);
            var answer = await session.Client.Reconcile(
                parsed.GetValue(bank)!, parsed.GetValue(day), bytes, isXml ? "application/xml" : "text/csv", cancel);
            session.Show(answer, it => Write(session, it));
            return answer.Part("agrees").ValueKind == JsonValueKind.True ? ExitCode.Done : ExitCode.No;
        });
    }

    private static void Write(Session session, JsonElement answer)
    {
        var window = answer.Part("window");
        session.Say(
            $"[bold]{Markup.Escape(answer.Text("bank"))}[/] {Markup.Escape(answer.Text("day"))}: "
            + (answer.Text("agrees") == "True" ? "[green]agrees[/]" : "[red]differs[/]")
            + $" [grey](after {Markup.Escape(window.Text("after"))}, through {Markup.Escape(window.Text("through"))})[/]");
        foreach (var count in answer.Part("counts").EnumerateObject().Where(static count => count.Value.GetInt64() > 0))
        {
            session.Say($"  {Markup.Escape(count.Name)}: [bold]{count.Value.GetInt64()}[/]");
        }

        WriteTotals(session.Out, answer.Part("totals"));
        WriteRows(session, [.. answer.Items("rows")]);
    }

    private static void WriteTotals(IAnsiConsole console, JsonElement totals)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("total")
            .AddColumn(DecisionScreen.Right("bank")).AddColumn(DecisionScreen.Right("received")).AddColumn(DecisionScreen.Right("difference"));
        Add(table, "all", totals);
        foreach (var item in totals.Items("bySubItem"))
        {
            Add(table, $"{item.Text("code")} {item.Text("account")}", item);
        }

        foreach (var office in totals.Items("byOffice"))
        {
            Add(table, office.Text("office") is { Length: > 0 } name ? name : "no office", office);
        }

        console.Write(table);
    }

    private static void Add(Table table, string name, JsonElement sides) =>
        table.AddRow(Markup.Escape(name), sides.Dong("bank"), sides.Dong("received"), sides.Dong("difference"));

    private static void WriteRows(Session session, List<JsonElement> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        var table = new Table().Border(TableBorder.Rounded).AddColumns("payment", "row", "what", "differs")
            .AddColumn(DecisionScreen.Right("bank")).AddColumn(DecisionScreen.Right("received"));
        foreach (var row in rows.Take(ShownMax))
        {
            table.AddRow(
                Markup.Escape(row.Text("payment")), row.Text("row"), $"[red]{Markup.Escape(row.Text("status"))}[/]",
                Markup.Escape(string.Join(", ", row.Items("differs").Select(static member => member.ToString()))),
                row.Part("bank").Dong("amount"), row.Part("received").Dong("amount"));
        }

        session.Out.Write(table);
        if (rows.Count > ShownMax)
        {
            session.Say($"and {rows.Count - ShownMax} more; --json shows all");
        }
    }
}

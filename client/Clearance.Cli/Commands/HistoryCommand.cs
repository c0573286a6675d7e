using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Clearance.Cli;

/// <summary><c>clearance history</c>: every decision that was recorded, or the one in force at a moment.</summary>
internal static class HistoryCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Consoles consoles)
    {
        var declaration = Options.Declaration();
        var asOf = new Option<DateTimeOffset?>("--as-of") { Description = "Only the decision in force then: 2026-11-02T14:03:07+07:00." };
        return new Command("history", "Every recorded decision with the events that led to it, or the one in force at a moment.") { declaration, asOf }
            .Does(consoles, async (session, parsed, cancel) =>
            {
                var path = $"v1/declarations/{Uri.EscapeDataString(parsed.GetValue(declaration)!)}/history";
                if (parsed.GetValue(asOf) is { } moment)
                {
                    var then = await session.Client.Get(
                        $"{path}?asOf={Uri.EscapeDataString(moment.ToString("O", CultureInfo.InvariantCulture))}", cancel);
                    session.Show(then, it => WriteThen(session, it));
                }
                else
                {
                    session.Show(await All(session, path, cancel), it => WriteAll(session.Out, it));
                }

                return ExitCode.Done;
            });
    }

    /// <summary>All pages as one.</summary>
    private static async Task<JsonElement> All(Session session, string path, CancellationToken cancel)
    {
        var decisions = new JsonArray();
        for (var after = "0"; ;)
        {
            var page = await session.Client.Get($"{path}?after={after}", cancel);
            foreach (var decision in page.Items("decisions"))
            {
                decisions.Add(JsonNode.Parse(decision.GetRawText()));
            }

            after = page.Text("next");
            if (after.Length == 0)
            {
                return JsonSerializer.SerializeToElement(
                    new JsonObject { ["declaration"] = page.Text("declaration"), ["decisions"] = decisions });
            }
        }
    }

    private static void WriteAll(IAnsiConsole console, JsonElement history)
    {
        var table = new Table().Border(TableBorder.Rounded).Title(Markup.Escape(history.Text("declaration")))
            .AddColumns("#", "at", "outcome").AddColumn(DecisionScreen.Right("outstanding")).AddColumns("reasons", "because of");
        foreach (var recorded in history.Items("decisions"))
        {
            var decision = recorded.Part("decision");
            table.AddRow(
                recorded.Text("sequence"), Markup.Escape(recorded.Text("at")), DecisionScreen.Outcome(decision.Text("outcome")),
                decision.Dong("outstanding"),
                Markup.Escape(string.Join(", ", decision.Items("reasons").Select(static reason => reason.Text("code")))),
                Markup.Escape(string.Join("\n", recorded.Items("causes").Select(static cause => cause.ToString()).DefaultIfEmpty("the date"))));
        }

        console.Write(table);
    }

    private static void WriteThen(Session session, JsonElement then)
    {
        session.Say($"[grey]in force at {Markup.Escape(then.Text("asOf"))}:[/]");
        if (then.Part("recorded") is { ValueKind: JsonValueKind.Object } recorded)
        {
            DecisionScreen.Write(session.Out, recorded.Part("decision"), session.Language);
            session.Say(
                $"[grey]recorded at {Markup.Escape(recorded.Text("at"))}"
                + (then.Text("until") is { Length: > 0 } until ? $", until {Markup.Escape(until)}" : ", and since") + "[/]");
        }
        else
        {
            session.Say($"{DecisionScreen.Outcome(then.Text("outcome"))}: nothing was recorded yet");
        }
    }
}

using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Clearance.Cli;

/// <summary><c>clearance parked</c>: ledgers and declarations that an event stopped, and letting them go on.</summary>
internal static class ParkedCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Consoles consoles) =>
        new("parked", "Ledgers and declarations that an event stopped: their goods are held, what comes for them waits.")
        {
            List(consoles), Resume(consoles),
        };

    private static Command List(Consoles consoles) =>
        new Command("list", "All of them, with how much waits and what was thrown.").Does(consoles, async (session, _, cancel) =>
        {
            var parked = await All(session, cancel);
            session.Show(
                JsonSerializer.SerializeToElement(new JsonObject
                {
                    ["parked"] = new JsonArray([.. parked.Select(static it => JsonNode.Parse(it.GetRawText()))]),
                    ["complete"] = true,
                    ["next"] = null,
                }),
                _ => WriteAll(session, parked));
            return ExitCode.Done;
        });

    /// <summary>Page by page, to the last.</summary>
    private static async Task<List<JsonElement>> All(Session session, CancellationToken cancel)
    {
        var parked = new List<JsonElement>();
        for (var path = "v1/parked"; ;)
        {
            var page = await session.Client.Get(path, cancel);
            parked.AddRange(page.Items("parked"));
            if (page.Text("next") is not { Length: > 0 } next)
            {
                return parked;
            }

            path = $"v1/parked?after={Uri.EscapeDataString(next)}";
        }
    }

    private static Command Resume(Consoles consoles)
    {
        var key = new Argument<string>("key") { Description = "A taxpayer id, or the 11 digits of a declaration, as 'parked list' shows it." };
        return new Command("resume", "Applies what waits, in order, once the reason is repaired. Ends with 1 when an event throws still.") { key }
            .Does(consoles, async (session, parsed, cancel) =>
            {
                var path = $"v1/parked/{Uri.EscapeDataString(parsed.GetValue(key)!)}/resume";
                var result = await session.Client.Post(path, ReadOnlyMemory<byte>.Empty, isSafe: true, cancel);
                var isStopped = result.GetProperty("stopped").GetBoolean();
                session.Show(result, it => session.Say(Markup.Escape(isStopped
                    ? $"{it.Text("key")} is stopped still: {it.Text("taken")} taken; {it.Text("stoppedBy")} throws {it.Text("why")}"
                    : $"{it.Text("key")} goes on: {it.Text("taken")} taken.")));
                return isStopped ? ExitCode.No : ExitCode.Done;
            });
    }

    private static void WriteAll(Session session, IEnumerable<JsonElement> all)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("key", "waiting", "why");
        foreach (var parked in all)
        {
            table.AddRow(
                Markup.Escape(parked.Text("key")), parked.Text("waiting"), $"[red]{Markup.Escape(parked.Text("why"))}[/]");
        }

        session.Out.Write(table);
    }
}

using System.CommandLine;
using System.Text.Json;
using Spectre.Console;

namespace Clearance.Cli;

/// <summary><c>clearance explain</c>: the decision in words, with evidence, law and the shortest path to release.</summary>
internal static class ExplainCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Consoles consoles)
    {
        var declaration = Options.Declaration();
        var on = Options.On();
        return new Command("explain", "The decision in words: every reason with its evidence and its law, and the shortest path to release.")
        {
            declaration, on,
        }.Does(consoles, async (session, parsed, cancel) =>
        {
            var query = Options.QueryOf(parsed.GetValue(on)) is { Length: > 0 } date ? $"{date}&" : "?";
            var answer = await session.Client.Get(
                $"v1/declarations/{Uri.EscapeDataString(parsed.GetValue(declaration)!)}/explain{query}lang={session.Language}", cancel);
            session.Show(answer, it => Write(session, it));
            return DecisionScreen.MayGo(answer) ? ExitCode.Done : ExitCode.No;
        });
    }

    private static void Write(Session session, JsonElement answer)
    {
        session.Say(
            $"[bold]{Markup.Escape(answer.Text("declaration"))}[/]  {DecisionScreen.Outcome(answer.Text("outcome"))}  "
            + Markup.Escape(answer.Text("text")));
        foreach (var reason in answer.Items("reasons"))
        {
            WriteReason(session, reason);
        }

        var steps = answer.Items("steps").ToList();
        for (var i = 0; i < steps.Count; i++)
        {
            session.Say($"{(i == 0 ? "\n" : "")}  [green]{i + 1}.[/] {Markup.Escape(steps[i].Text("text"))}");
        }

        foreach (var warning in answer.Items("warnings"))
        {
            session.Say($"[yellow]{Markup.Escape(warning.Text("text"))}[/]");
        }
    }

    private static void WriteReason(Session session, JsonElement reason)
    {
        session.Say($"\n[red]{Markup.Escape(reason.Text("code"))}[/] {Markup.Escape(reason.Text("text"))}");
        foreach (var fact in reason.Items("evidence"))
        {
            session.Say($"  [grey]{Markup.Escape($"{fact.Text("kind")} {fact.Text("subject")} {fact.Text("event")}".TrimEnd())}[/]");
        }

        var source = reason.Part("source");
        var laws = string.Join("; ", source.Items("laws").Select(static law => law.ToString()).Prepend(source.Text("rule")));
        session.Say($"  [grey]{Markup.Escape(laws)}[/]");
    }
}

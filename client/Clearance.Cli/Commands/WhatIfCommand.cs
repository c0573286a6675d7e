using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Clearance.Cli;

/// <summary><c>clearance what-if</c>: the decision if these events came now; nothing is changed.</summary>
internal static class WhatIfCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Consoles consoles)
    {
        var declaration = Options.Declaration();
        var file = new Argument<string>("file") { Description = "The events: one, an array, or one to a line; - is the standard input." };
        var on = Options.On();
        return new Command("what-if", "The decision if the events of a file came now. Nothing is changed. Ends with 1 when the goods would be held.")
        {
            declaration, file, on,
        }.Does(consoles, async (session, parsed, cancel) =>
        {
            var events = new JsonArray();
            foreach (var e in EventFile.Read(parsed.GetValue(file)!, null))
            {
                events.Add(JsonNode.Parse(e.Utf8));
            }

            var question = new JsonObject { ["events"] = events };
            if (parsed.GetValue(on) is { } date)
            {
                question["on"] = date.ToString("yyyy-MM-dd");
            }

            var answer = await session.Client.Post(
                $"v1/declarations/{Uri.EscapeDataString(parsed.GetValue(declaration)!)}/what-if",
                JsonSerializer.SerializeToUtf8Bytes(question), isSafe: true, cancel);
            session.Show(answer, it => Write(session, it));
            return DecisionScreen.MayGo(answer.Part("after")) ? ExitCode.Done : ExitCode.No;
        });
    }

    private static void Write(Session session, JsonElement answer)
    {
        foreach (var result in answer.Items("results"))
        {
            session.Say(Markup.Escape(
                $"{result.Text("id")}: would be {result.Text("status")} {result.Text("code")} {result.Text("detail")}".TrimEnd()));
        }

        session.Say("[bold]now[/]");
        DecisionScreen.Write(session.Out, answer.Part("before"), session.Language);
        session.Say("[bold]then[/]");
        DecisionScreen.Write(session.Out, answer.Part("after"), session.Language);
    }
}

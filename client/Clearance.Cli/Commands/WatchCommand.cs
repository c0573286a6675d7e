using System.CommandLine;
using System.Text.Json;
using Spectre.Console;

namespace Clearance.Cli;

/// <summary><c>clearance watch</c>: decisions as they are made.</summary>
internal static class WatchCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Consoles consoles)
    {
        var after = new Option<string?>("--after") { Description = "A cursor that was shown, or start. Default: only new ones." };
        var taxpayer = new Option<string?>("--taxpayer") { Description = "Only of one taxpayer." };
        var outcome = new Option<string?>("--outcome") { Description = "Only with one outcome, as clear or hold." };
        var count = new Option<int>("--count") { Description = "Ends after so many. Default: goes on.", DefaultValueFactory = static _ => int.MaxValue };
        return new Command("watch", "Shows decisions as they are made, from any cursor on; a lost connection goes on where it ended.")
        {
            after, taxpayer, outcome, count,
        }.Does(consoles, async (session, parsed, cancel) =>
        {
            var left = parsed.GetValue(count);
            var filter = Filter(("taxpayer", parsed.GetValue(taxpayer)), ("outcome", parsed.GetValue(outcome)));
            await foreach (var pushed in session.Client.Decisions(parsed.GetValue(after), filter, cancel))
            {
                session.ShowNext(pushed.Body, it => Write(session, it));
                if (--left <= 0)
                {
                    session.Say($"[grey]go on with --after {Markup.Escape(pushed.Cursor)}[/]");
                    return ExitCode.Done;
                }
            }

            return ExitCode.Done;
        });
    }

    private static string? Filter(params (string Name, string? Value)[] members)
    {
        var named = members.Where(static member => member.Value is not null)
            .Select(static member => $"{member.Name}={Uri.EscapeDataString(member.Value!)}").ToList();
        return named.Count == 0 ? null : string.Join('&', named);
    }

    private static void Write(Session session, JsonElement recorded)
    {
        var decision = recorded.Part("decision");
        var reasons = string.Join(", ", decision.Items("reasons").Select(static reason => reason.Text("code")));
        session.Say(
            $"[grey]{Markup.Escape(recorded.Text("at"))}[/] [bold]{Markup.Escape(decision.Text("declaration"))}[/] "
            + $"{DecisionScreen.Outcome(decision.Text("outcome"))} {Markup.Escape(reasons)} "
            + $"[grey]{Markup.Escape(string.Join(", ", recorded.Items("causes").Select(static cause => cause.ToString())))}[/]");
    }
}

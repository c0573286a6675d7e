using System.CommandLine;
using System.Text.Json;

namespace Clearance.Cli;

/// <summary><c>clearance status</c>: may these goods go now?</summary>
internal static class StatusCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Consoles consoles)
    {
        var declarations = new Argument<string[]>("declaration")
        {
            Description = "Numbers of 11 or 12 digits, at most 1,000.",
            Arity = ArgumentArity.OneOrMore,
        };
        var on = Options.On();
        return new Command("status", "May these goods go now, and if not, why and what frees them? Ends with 1 when any may not.") { declarations, on }
            .Does(consoles, async (session, parsed, cancel) =>
            {
                var asked = parsed.GetValue(declarations)!;
                return asked.Length == 1
                    ? await One(session, asked[0], parsed.GetValue(on), cancel)
                    : await Many(session, asked, parsed.GetValue(on), cancel);
            });
    }

    private static async Task<int> One(Session session, string declaration, DateOnly? on, CancellationToken cancel)
    {
        var decision = await session.Client.Get(
            $"v1/declarations/{Uri.EscapeDataString(declaration)}/eligibility{Options.QueryOf(on)}", cancel);
        session.Show(decision, it => DecisionScreen.Write(session.Out, it, session.Language));
        return DecisionScreen.MayGo(decision) ? ExitCode.Done : ExitCode.No;
    }

    private static async Task<int> Many(Session session, string[] declarations, DateOnly? on, CancellationToken cancel)
    {
        var question = JsonSerializer.SerializeToUtf8Bytes(new { declarations, on });
        var answer = await session.Client.Post("v1/eligibility", question, isSafe: true, cancel);
        session.Show(answer, it => DecisionScreen.WriteMany(session.Out, it.Items("results")));
        return answer.Items("results").All(DecisionScreen.MayGo) ? ExitCode.Done : ExitCode.No;
    }
}

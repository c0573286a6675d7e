using System.CommandLine;

namespace Clearance.LoadTests;

/// <summary>Managed memory of open declarations of one line: inside an active ledger, and of their own entities besides.</summary>
internal static class MemoryCommand
{
    public static Command Create()
    {
        var declarations = Cli.Default("--declarations", 200_000, "How many.");
        var taxpayers = Cli.Default("--taxpayers", 2_000, "Of how many taxpayers.");
        var host = Cli.Default("--host", MeasuredHost.All[0].Name, "What hosts them, of what is in this build.");
        host.AcceptOnlyFromAmong([.. MeasuredHost.All.Select(static it => it.Name)]);
        var report = Cli.Optional<string>("--report", "A Markdown file for the result.");
        var command = new Command("memory", "Managed bytes of an idle open declaration of one line.")
        {
            declarations, taxpayers, host, report,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            var lines = new Report("Managed memory of an idle open declaration");
            lines.AddMachine();
            var measured = MeasuredHost.All.Single(it => it.Name == parsed.GetValue(host));
            await Weigh(measured, parsed.GetValue(declarations), parsed.GetValue(taxpayers), lines, cancel);
            lines.Save(parsed.GetValue(report), Cli.CommandLine);
        });
        return command;
    }

    private static async Task Weigh(
        MeasuredHost host, int declarations, int taxpayers, Report report, CancellationToken cancel)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"clearance-memory-{Environment.ProcessId}");
        var open = new OpenDeclarations(declarations, taxpayers);
        try
        {
            await host.On(folder, engine => open.Register(engine, cancel), cancel);
            await host.On(
                folder,
                async engine =>
                {
                    var memory = await open.Weigh(engine, cancel);
                    report.Add("declarations, all open and held", $"{declarations} of {taxpayers} taxpayers");
                    report.Add("bytes per declaration inside its ledger", memory.InLedger, "");
                    report.Add("bytes per activated declaration besides", memory.Besides, "");
                },
                cancel);
        }
        finally
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }
}

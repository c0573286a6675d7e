using System.CommandLine;

namespace Clearance.LoadTests;

/// <summary>The command line of <see cref="HostsRun"/>.</summary>
internal static class HostsCommand
{
    public static Command Create()
    {
        var declarations = Cli.Default("--declarations", 200_000, "Open declarations that are weighed and asked.");
        var taxpayers = Cli.Default("--taxpayers", 2_000, "Of how many taxpayers.");
        var callers = Cli.Default("--callers", "1,64", "Calls at once, one measurement after another.");
        var seconds = Cli.Default("--seconds", 10.0, "The time of each measurement; half of it again before, to be warm.");
        var connection = Cli.Optional<string>(
            "--connection", "A PostgreSQL server, as a role that may create databases, for three silos. Default: PG_CONNECTION.");
        var report = Cli.Optional<string>("--report", "A Markdown file for the result.");
        var command = new Command("hosts", "The hosts of entities side by side: calls, memory, events, and what stays in its silo.")
        {
            declarations, taxpayers, callers, seconds, connection, report,
        };
        command.SetAction((parsed, cancel) => new HostsRun(new HostsOptions
        {
            Folder = Path.Combine(Path.GetTempPath(), $"clearance-hosts-{Environment.ProcessId}"),
            Declarations = Math.Clamp(parsed.GetValue(declarations), 1, 10_000_000),
            Taxpayers = Math.Clamp(parsed.GetValue(taxpayers), 3, 1_000_000),
            Callers = [.. parsed.GetValue(callers)!.Split(',').Select(int.Parse)],
            Length = TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(seconds), 0.1, 600)),
            Connection = parsed.GetValue(connection) ?? Environment.GetEnvironmentVariable("PG_CONNECTION"),
            Report = parsed.GetValue(report),
        }).Run(cancel));
        return command;
    }
}

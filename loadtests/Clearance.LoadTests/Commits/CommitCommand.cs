using System.CommandLine;

namespace Clearance.LoadTests;

/// <summary>The command line of <see cref="CommitRun"/>.</summary>
internal static class CommitCommand
{
    public static Command Create()
    {
        var store = Cli.Default("--store", "postgres", "postgres or sqlite.");
        store.AcceptOnlyFromAmong("postgres", "sqlite");
        var connection = Cli.Optional<string>(
            "--connection", "A PostgreSQL server, as a role that may create databases. Default: PG_CONNECTION.");
        var groups = Cli.Default("--group", "1,64,256,512,1024,2000", "Units to a group, one measurement after another.");
        var lanes = Cli.Default("--lanes", "1", "Groups in flight at once (postgres), one measurement after another.");
        var earlier = Cli.Default("--earlier", 0L, "Ids in the registry before.");
        var seconds = Cli.Default("--seconds", 5.0, "The time of each measurement.");
        var taxpayers = Cli.Default("--taxpayers", 20_000, "How many taxpayers.");
        var report = Cli.Optional<string>("--report", "A Markdown file for the result.");
        var command = new Command("commit", "Group commit alone: units per second by the size of the group, beside a bare writer.")
        {
            store, connection, groups, lanes, earlier, seconds, taxpayers, report,
        };
        command.SetAction((parsed, cancel) => new CommitRun(new CommitOptions
        {
            Postgres = parsed.GetValue(store) == "postgres",
            Connection = parsed.GetValue(connection) ?? Environment.GetEnvironmentVariable("PG_CONNECTION"),
            Groups = [.. parsed.GetValue(groups)!.Split(',').Select(int.Parse)],
            Lanes = parsed.GetValue(store) == "postgres" ? [.. parsed.GetValue(lanes)!.Split(',').Select(int.Parse)] : [1],
            Earlier = parsed.GetValue(earlier),
            Length = TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(seconds), 0.1, 600)),
            Taxpayers = Math.Clamp(parsed.GetValue(taxpayers), 1, 1_000_000),
            Report = parsed.GetValue(report),
        }).Run(cancel));
        return command;
    }
}

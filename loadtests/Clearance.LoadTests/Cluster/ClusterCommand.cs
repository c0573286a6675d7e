using System.CommandLine;

namespace Clearance.LoadTests;

/// <summary>The command line of <see cref="ClusterRun"/>.</summary>
internal static class ClusterCommand
{
    private static readonly Option<string?> Silo =
        Cli.Optional<string>("--silo", "The engine's assembly, of a build with Orleans; silos are started and stopped.");

    private static readonly Option<string?> Connection = Cli.Optional<string>(
        "--connection", "A PostgreSQL server, as a role that may create databases. Default: PG_CONNECTION.");

    private static readonly Option<int> Silos = Cli.Default("--silos", 3, "How many silos.");

    private static readonly Option<int> Kills = Cli.Default("--kills", 20, "How often one of them is killed.");

    private static readonly Option<double> Still = Cli.Default("--still", 60.0, "Seconds one of them stands still.");

    private static readonly Option<double> Calm =
        Cli.Default("--calm", 20.0, "Seconds a rate is measured, and half of it the load after something happened.");

    private static readonly Option<double> Share =
        Cli.Default("--share", 0.4, "The part of the measured rate that is offered while things happen.");

    private static readonly Option<int> Batch = Cli.Default("--batch", 50, "Declarations in a body.");

    private static readonly Option<double> Moved = Cli.Default(
        "--moved", 0.25, "The part of the stories in which another taxpayer pays, by a number that is none, and officers move the money.");

    private static readonly Option<int> Queries = Cli.Default("--queries", 100, "Questions a second.");

    private static readonly Option<int> Taxpayers = Cli.Default("--taxpayers", 2_000, "How many taxpayers.");

    private static readonly Option<string?> ReportFile = Cli.Optional<string>("--report", "A Markdown file for the result.");

    public static Command Create()
    {
        var command = new Command("cluster", "What load on several silos notices of one that is killed, stands still, or is restarted.")
        {
            Silo, Connection, Silos, Kills, Still, Calm, Share, Batch, Moved, Queries, Taxpayers, ReportFile,
        };
        command.SetAction((parsed, cancel) => new ClusterRun(Options(parsed)).Run(cancel));
        return command;
    }

    private static ClusterOptions Options(ParseResult parsed) => new()
    {
        Silo = parsed.GetValue(Silo) ?? throw new ArgumentException("--silo is needed"),
        Connection = parsed.GetValue(Connection) ?? Environment.GetEnvironmentVariable("PG_CONNECTION"),
        Folder = Path.Combine(Path.GetTempPath(), $"clearance-loadtest-{Environment.ProcessId}"),
        Silos = Math.Clamp(parsed.GetValue(Silos), 1, 16),
        Kills = Math.Clamp(parsed.GetValue(Kills), 0, 1_000),
        Still = Seconds(parsed.GetValue(Still)),
        Calm = Seconds(parsed.GetValue(Calm)),
        Share = Math.Clamp(parsed.GetValue(Share), 0.01, 1),
        Batch = Math.Clamp(parsed.GetValue(Batch), 1, 500),
        Moved = Math.Clamp(parsed.GetValue(Moved), 0, 1),
        Queries = Math.Clamp(parsed.GetValue(Queries), 1, 10_000),
        Taxpayers = Math.Clamp(parsed.GetValue(Taxpayers), 2, 1_000_000),
        Report = parsed.GetValue(ReportFile),
    };

    private static TimeSpan Seconds(double value) => TimeSpan.FromSeconds(Math.Clamp(value, 0, 3_600));
}

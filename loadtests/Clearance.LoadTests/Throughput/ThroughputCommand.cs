using System.CommandLine;

namespace Clearance.LoadTests;

/// <summary>The command line of <see cref="ThroughputRun"/>.</summary>
internal static class ThroughputCommand
{
    private static readonly Option<string?> Silo =
        Cli.Optional<string>("--silo", "The engine's assembly; it is started and stopped.");

    private static readonly Option<string?> Url =
        Cli.Optional<string>("--url", "An engine that runs already, instead; then no bare writer is measured.");

    private static readonly Option<int> Pid =
        Cli.Default("--pid", 0, "That engine's process id, for its CPU and memory.");

    private static readonly Option<string?> Folder =
        Cli.Optional<string>("--folder", "Where stores are kept while measuring. Default: the folder for temporary files.");

    private static readonly Option<string> Store = Cli.Default("--store", "sqlite", "sqlite or postgres.");

    private static readonly Option<string?> Connection = Cli.Optional<string>(
        "--connection", "A PostgreSQL server, as a role that may create databases. Default: PG_CONNECTION.");

    private static readonly Option<int> Lanes = Cli.Default("--lanes", 1, "Groups of commits PostgreSQL is given at once.");

    private static readonly Option<long> Preload =
        Cli.Default("--preload", 0L, "Ids in the registry before the run.");

    private static readonly Option<string?> Template =
        Cli.Optional<string>("--template", "A folder that keeps the preloaded store for later runs.");

    private static readonly Option<int> Batch =
        Cli.Default("--batch", 500, "Events in a body.");

    private static readonly Option<int> Connections =
        Cli.Default("--connections", 8, "Bodies in flight.");

    private static readonly Option<double> Seconds =
        Cli.Default("--seconds", 60.0, "The measured time, at most.");

    private static readonly Option<double> WarmUp =
        Cli.Default("--warm-up", 10.0, "Seconds before it.");

    private static readonly Option<int> Events =
        Cli.Default("--events", 1_200_000, "Events made ready; the run ends when they are used up.");

    private static readonly Option<int> Taxpayers =
        Cli.Default("--taxpayers", 20_000, "How many taxpayers.");

    private static readonly Option<double> Skew =
        Cli.Default("--skew", 0.6, "How unequal they are: the exponent of Zipf's law.");

    private static readonly Option<string?> ReportFile =
        Cli.Optional<string>("--report", "A Markdown file for the result.");

    public static Command Create()
    {
        var command = new Command("throughput", "Durable events per second over HTTP, beside a bare writer.")
        {
            Silo, Url, Pid, Folder, Store, Connection, Lanes, Preload, Template, Batch, Connections, Seconds, WarmUp, Events, Taxpayers, Skew, ReportFile,
        };
        Store.AcceptOnlyFromAmong("sqlite", "postgres");
        command.SetAction((parsed, cancel) => new ThroughputRun(Options(parsed)).Run(cancel));
        return command;
    }

    private static ThroughputOptions Options(ParseResult parsed) => new()
    {
        Silo = parsed.GetValue(Silo),
        Url = parsed.GetValue(Url) is { } url ? new Uri(url) : null,
        Pid = parsed.GetValue(Pid),
        Folder = Path.Combine(
            parsed.GetValue(Folder) ?? Path.GetTempPath(), $"clearance-throughput-{Environment.ProcessId}"),
        Postgres = parsed.GetValue(Store) == "postgres",
        Connection = parsed.GetValue(Connection) ?? Environment.GetEnvironmentVariable("PG_CONNECTION"),
        Lanes = Math.Clamp(parsed.GetValue(Lanes), 1, 4),
        Preload = parsed.GetValue(Preload),
        Template = parsed.GetValue(Template),
        Batch = Math.Clamp(parsed.GetValue(Batch), 1, 1_000),
        Connections = Math.Clamp(parsed.GetValue(Connections), 1, 64),
        Length = TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(Seconds), 1, 3_600)),
        WarmUp = TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(WarmUp), 0, 600)),
        Events = Math.Clamp(parsed.GetValue(Events), 2_000, 4_000_000),
        Taxpayers = Math.Clamp(parsed.GetValue(Taxpayers), 1, 1_000_000),
        Skew = parsed.GetValue(Skew),
        Report = parsed.GetValue(ReportFile),
    };
}

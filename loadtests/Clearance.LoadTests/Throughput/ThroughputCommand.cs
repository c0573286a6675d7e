using System.CommandLine;

namespace Clearance.LoadTests;

/// <summary>The command line of <see cref="ThroughputRun"/>.</summary>
internal static class ThroughputCommand
{
    private static readonly StoreArguments Stores = new();

    private static readonly Option<string?> Url =
        Cli.Optional<string>("--url", "An engine that runs already, instead; then no bare writer is measured.");

    private static readonly Option<int> Pid =
        Cli.Default("--pid", 0, "That engine's process id, for its CPU and memory.");

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
            Url, Pid, Batch, Connections, Seconds, WarmUp, Events, Taxpayers, Skew, ReportFile,
        };
        Stores.AddTo(command);
        command.SetAction((parsed, cancel) => new ThroughputRun(Options(parsed)).Run(cancel));
        return command;
    }

    private static ThroughputOptions Options(ParseResult parsed) => new()
    {
        Silo = Stores.Silo(parsed),
        Url = parsed.GetValue(Url) is { } url ? new Uri(url) : null,
        Pid = parsed.GetValue(Pid),
        Store = Stores.Store(parsed),
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

using System.CommandLine;

namespace Clearance.LoadTests;

/// <summary>The command line of <see cref="ThroughputRun"/>.</summary>
internal static class ThroughputCommand
{
    private static readonly Option<string?> Silo = new("--silo") { Description = "The engine's assembly; it is started and stopped." };
    private static readonly Option<Uri?> Url = new("--url") { Description = "An engine that runs already, instead; then no bare writer is measured." };
    private static readonly Option<int> Pid = new("--pid") { Description = "That engine's process id, for its CPU and memory." };
    private static readonly Option<string?> Folder = new("--folder") { Description = "Where stores are kept while measuring; removed afterwards. Default: the system's temporary folder." };
    private static readonly Option<long> Preload = new("--preload") { Description = "Ids in the registry before the run.", DefaultValueFactory = _ => 0 };
    private static readonly Option<string?> Template = new("--template") { Description = "A folder that keeps the preloaded store for later runs." };
    private static readonly Option<int> Batch = new("--batch") { Description = "Events in a body.", DefaultValueFactory = _ => 500 };
    private static readonly Option<int> Connections = new("--connections") { Description = "Bodies in flight.", DefaultValueFactory = _ => 8 };
    private static readonly Option<double> Seconds = new("--seconds") { Description = "The measured time, at most.", DefaultValueFactory = _ => 20 };
    private static readonly Option<double> WarmUp = new("--warm-up") { Description = "Seconds before it.", DefaultValueFactory = _ => 5 };
    private static readonly Option<int> Events = new("--events") { Description = "Events made ready, at most; the run ends when they are used up.", DefaultValueFactory = _ => 600_000 };
    private static readonly Option<int> Taxpayers = new("--taxpayers") { Description = "How many taxpayers.", DefaultValueFactory = _ => 20_000 };
    private static readonly Option<double> Skew = new("--skew") { Description = "How unequal they are: the exponent of Zipf's law.", DefaultValueFactory = _ => 0.6 };
    private static readonly Option<string?> ReportFile = new("--report") { Description = "A Markdown file for the result." };

    public static Command Create()
    {
        var command = new Command("throughput", "Durable events per second over HTTP batches, beside a bare writer of the same rows.")
        {
            Silo, Url, Pid, Folder, Preload, Template, Batch, Connections, Seconds, WarmUp, Events, Taxpayers, Skew, ReportFile,
        };
        command.SetAction((parsed, cancel) => new ThroughputRun(Options(parsed)).Run(cancel));
        return command;
    }

    private static ThroughputOptions Options(ParseResult parsed) => new()
    {
        Silo = parsed.GetValue(Silo),
        Url = parsed.GetValue(Url),
        Pid = parsed.GetValue(Pid),
        Folder = parsed.GetValue(Folder) ?? Path.Combine(Path.GetTempPath(), $"clearance-throughput-{Environment.ProcessId}"),
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

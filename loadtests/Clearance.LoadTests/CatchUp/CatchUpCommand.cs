using System.CommandLine;

namespace Clearance.LoadTests;

/// <summary>The command line of <see cref="CatchUpRun"/>.</summary>
internal static class CatchUpCommand
{
    private static readonly StoreArguments Stores = new();

    private static readonly Option<string?> Url = Cli.Optional<string>(
        "--url", "An engine that runs already and reads these brokers, instead; then no bare writer is measured.");

    private static readonly Option<int> Pid = Cli.Default("--pid", 0, "That engine's process id, for its CPU and memory.");

    private static readonly Option<int[]> Others =
        Cli.Default("--others", Array.Empty<int>(), "Processes whose CPU counts as well, each with its children: brokers, a database.");

    private static readonly Option<string> Bootstrap = new("--bootstrap") { Description = "The brokers, HOST:PORT; for an engine that is started, with topics nobody has written to.", Required = true };

    private static readonly Option<string[]> Client =
        Cli.Default("--client", Array.Empty<string>(), "A property of Kafka's client, here and in an engine that is started, NAME=VALUE.");

    private static readonly Option<bool> NoPublishing = Cli.Default(
        "--no-publishing", false, "The engine that is started does not publish its decisions.");

    private static readonly Option<int> Events = Cli.Default("--events", 400_000, "Events to catch up with.");

    private static readonly Option<int> WarmUp = Cli.Default("--warm-up", 40_000, "Events before them, which are not measured.");

    private static readonly Option<int> Taxpayers = Cli.Default("--taxpayers", 20_000, "How many taxpayers.");

    private static readonly Option<double> Skew =
        Cli.Default("--skew", 0.6, "How unequal they are: the exponent of Zipf's law.");

    private static readonly Option<string?> ReportFile = Cli.Optional<string>("--report", "A Markdown file for the result.");

    public static Command Create()
    {
        var command = new Command("catch-up", "Durable events per second when the topics are full: after an outage, or at the limit.")
        {
            Url, Pid, Others, Bootstrap, Client, NoPublishing, Events, WarmUp, Taxpayers, Skew, ReportFile,
        };
        Stores.AddTo(command);
        command.SetAction((parsed, cancel) => new CatchUpRun(Options(parsed)).Run(cancel));
        return command;
    }

    private static CatchUpOptions Options(ParseResult parsed) => new()
    {
        Silo = Stores.Silo(parsed),
        Store = Stores.Store(parsed),
        Url = parsed.GetValue(Url) is { } url ? new Uri(url) : null,
        Pid = parsed.GetValue(Pid),
        Others = parsed.GetValue(Others)!,
        Bootstrap = parsed.GetValue(Bootstrap)!,
        Client = parsed.GetValue(Client)!.Select(property => property.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]),
        Publish = !parsed.GetValue(NoPublishing),
        Events = Math.Clamp(parsed.GetValue(Events), 2_000, 4_000_000),
        WarmUp = Math.Clamp(parsed.GetValue(WarmUp), 2_000, 1_000_000),
        Taxpayers = Math.Clamp(parsed.GetValue(Taxpayers), 1, 1_000_000),
        Skew = parsed.GetValue(Skew),
        Report = parsed.GetValue(ReportFile),
    };
}

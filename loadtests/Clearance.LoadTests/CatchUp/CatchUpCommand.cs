using System.CommandLine;

namespace Clearance.LoadTests;

/// <summary>The command line of <see cref="CatchUpRun"/>.</summary>
internal static class CatchUpCommand
{
    private static readonly Option<string> Url =
        Cli.Default("--url", "http://127.0.0.1:5080", "The engine, which reads the brokers already.");

    private static readonly Option<int> Pid = Cli.Default("--pid", 0, "Its process id, for its CPU and memory.");

    private static readonly Option<int[]> Others =
        Cli.Default("--others", Array.Empty<int>(), "Processes whose CPU counts as well, each with its children: brokers, a database.");

    private static readonly Option<string> Bootstrap = new("--bootstrap") { Description = "The brokers, HOST:PORT.", Required = true };

    private static readonly Option<string[]> Client =
        Cli.Default("--client", Array.Empty<string>(), "A property of Kafka's client, NAME=VALUE.");

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
            Url, Pid, Others, Bootstrap, Client, Events, WarmUp, Taxpayers, Skew, ReportFile,
        };
        command.SetAction((parsed, cancel) => new CatchUpRun(Options(parsed)).Run(cancel));
        return command;
    }

    private static CatchUpOptions Options(ParseResult parsed) => new()
    {
        Url = new Uri(parsed.GetValue(Url)!),
        Pid = parsed.GetValue(Pid),
        Others = parsed.GetValue(Others)!,
        Bootstrap = parsed.GetValue(Bootstrap)!,
        Client = parsed.GetValue(Client)!.Select(property => property.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]),
        Events = Math.Clamp(parsed.GetValue(Events), 2_000, 4_000_000),
        WarmUp = Math.Clamp(parsed.GetValue(WarmUp), 2_000, 1_000_000),
        Taxpayers = Math.Clamp(parsed.GetValue(Taxpayers), 1, 1_000_000),
        Skew = parsed.GetValue(Skew),
        Report = parsed.GetValue(ReportFile),
    };
}

/// <summary>What a run is asked for.</summary>
internal sealed record CatchUpOptions
{
    /// <summary>The engine.</summary>
    public required Uri Url { get; init; }

    /// <summary>Its process; 0: not measured.</summary>
    public required int Pid { get; init; }

    /// <summary>Processes whose CPU counts as well, each with its children.</summary>
    public required IReadOnlyList<int> Others { get; init; }

    /// <summary>The brokers.</summary>
    public required string Bootstrap { get; init; }

    /// <summary>Further properties of Kafka's client.</summary>
    public required IReadOnlyDictionary<string, string> Client { get; init; }

    /// <summary>Events measured.</summary>
    public required int Events { get; init; }

    /// <summary>Events before them.</summary>
    public required int WarmUp { get; init; }

    /// <summary>How many taxpayers.</summary>
    public required int Taxpayers { get; init; }

    /// <summary>How unequal they are.</summary>
    public required double Skew { get; init; }

    /// <summary>Where the report goes, beside the console.</summary>
    public string? Report { get; init; }
}

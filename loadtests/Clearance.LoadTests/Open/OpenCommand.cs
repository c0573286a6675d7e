using System.CommandLine;
using Clearance.LoadTests.Open.Profiles;
using Clearance.LoadTests.Open.Ways;

namespace Clearance.LoadTests.Open;

/// <summary>The command line of <see cref="OpenRun"/>.</summary>
internal static class OpenCommand
{
    private static readonly StoreArguments Stores = new();

    private static readonly Option<string> Profile = new("--profile") { Description = "A profile's name, or its file.", Required = true };

    private static readonly Option<double?> Rate = Cli.Optional<double?>(
        "--rate", "Events a second, instead of the profile's; questions keep their proportion.");

    private static readonly Option<double?> Seconds = Cli.Optional<double?>("--seconds", "The measured time, instead of the profile's.");

    private static readonly Option<double?> WarmUp = Cli.Optional<double?>("--warm-up", "Seconds before it, instead of the profile's.");

    private static readonly Option<double?> Gather = Cli.Optional<double?>(
        "--gather", "Milliseconds, 1 to 1,000, that events wait for each other to share a body, instead of the profile's. The wait is in the times.");

    private static readonly Option<int?> Seed = Cli.Optional<int?>(
        "--seed", "Same seed, same events at the same times. Default: 1; with --url another each time, for the events must be new.");

    private static readonly Option<string?> Url = Cli.Optional<string>("--url", "An engine that runs already, instead.");

    private static readonly Option<int> Pid = Cli.Default("--pid", 0, "That engine's process id, for its CPU and memory.");

    private static readonly Option<string?> Bootstrap = Cli.Optional<string>(
        "--bootstrap", "Events go to these brokers, HOST:PORT, and not to the engine. Default: over HTTP.");

    private static readonly Option<string[]> Client =
        Cli.Default("--client", Array.Empty<string>(), "A property of Kafka's client, here and in an engine that is started, NAME=VALUE.");

    private static readonly Option<string?> Prefix = Cli.Optional<string>(
        "--topic-prefix", "What the names of the topics begin with. Default: something new; with --url nothing.");

    private static readonly Option<string> Group = Cli.Default("--group", "clearance", "The engine's group of consumers.");

    private static readonly Option<int[]> Brokers =
        Cli.Default("--others", Array.Empty<int>(), "Processes of brokers, each with its children, for their CPU and memory.");

    private static readonly Option<bool> FindLimit = Cli.Default(
        "--find-limit", false, "Looks for the greatest rate that is carried, and offers twice as much then.");

    private static readonly Option<double> Bound = Cli.Default(
        "--bound", 1_000.0, "With --find-limit: a rate is carried when 99 % are decided within so many milliseconds.");

    private static readonly Option<string?> PageFile = Cli.Optional<string>("--page", "An HTML file for the result, with plots.");

    private static readonly Option<string?> ReportFile = Cli.Optional<string>("--report", "A Markdown file for the result.");

    public static Command Create() => Create(
        "Offers a load by schedule, whatever the engine does, and counts time from when things were due.",
        static (options, cancel) => new OpenRun(options).Run(cancel));

    /// <summary>The same command line for another way to offer a profile.</summary>
    /// <param name="description">What it does.</param>
    /// <param name="run">Does it.</param>
    public static Command Create(string description, Func<OpenOptions, CancellationToken, Task<int>> run)
    {
        var command = new Command("open", description)
        {
            Profile, Rate, Seconds, WarmUp, Gather, Seed, Url, Pid, Bootstrap, Client, Prefix, Group, Brokers, FindLimit, Bound, PageFile, ReportFile,
        };
        Stores.AddTo(command);
        command.SetAction((parsed, cancel) => Run(parsed, run, cancel));
        return command;
    }

    private static async Task<int> Run(
        ParseResult parsed, Func<OpenOptions, CancellationToken, Task<int>> run, CancellationToken cancel)
    {
        OpenOptions options;
        try
        {
            options = Options(parsed);
        }
        catch (ProfileException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }

        return await run(options, cancel);
    }

    private static OpenOptions Options(ParseResult parsed)
    {
        var url = parsed.GetValue(Url) is { } text ? new Uri(text) : null;
        return new OpenOptions
        {
            Profile = Asked(parsed),
            Seed = Math.Abs(parsed.GetValue(Seed) ?? (url is null ? 1 : (int)(DateTimeOffset.UtcNow.ToUnixTimeSeconds() % 100_000_000))),
            Brokers = parsed.GetValue(Bootstrap) is { } bootstrap ? KafkaAt(bootstrap, url is null, parsed) : null,
            Silo = Stores.Silo(parsed),
            Store = Stores.Store(parsed),
            Url = url,
            Pid = parsed.GetValue(Pid),
            BrokerProcesses = parsed.GetValue(Brokers)!,
            FindLimit = parsed.GetValue(FindLimit),
            Bound = TimeSpan.FromMilliseconds(Math.Clamp(parsed.GetValue(Bound), 1, 60_000)),
            Report = parsed.GetValue(ReportFile),
            Page = parsed.GetValue(PageFile),
        };
    }

    private static LoadProfile Asked(ParseResult parsed)
    {
        var profile = ProfileReader.Load(parsed.GetValue(Profile)!);
        profile = parsed.GetValue(Rate) is { } rate ? profile.At(rate) : profile;
        return profile with
        {
            Seconds = parsed.GetValue(Seconds) ?? profile.Seconds,
            WarmUpSeconds = parsed.GetValue(WarmUp) ?? profile.WarmUpSeconds,
            Bounds = profile.Bounds with { SliceMilliseconds = Math.Clamp(parsed.GetValue(Gather) ?? profile.Bounds.SliceMilliseconds, 1, 1_000) },
        };
    }

    private static Brokers KafkaAt(string bootstrap, bool isNew, ParseResult parsed) => new()
    {
        Bootstrap = bootstrap,
        Client = parsed.GetValue(Client)!.Select(static property => property.Split('=', 2)).ToDictionary(static pair => pair[0], static pair => pair[1]),
        Prefix = parsed.GetValue(Prefix) ?? (isNew ? $"loadtest-{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}." : ""),
        Group = parsed.GetValue(Group)!,
    };
}

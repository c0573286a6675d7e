using System.CommandLine;

namespace Clearance.LoadTests.Peers;

/// <summary>The command line of <see cref="PeersRun"/>.</summary>
internal static class PeersCommand
{
    private static readonly Option<string> Silo = new("--silo") { Description = "The engine's assembly.", Required = true };

    private static readonly Option<string?> Connection = Cli.Optional<string>(
        "--connection", "A PostgreSQL server, as a role that may create databases. Default: PG_CONNECTION.");

    private static readonly Option<string?> Redis = Cli.Optional<string>(
        "--redis", "Redis' program. Default: redis-server, where it is installed; else that peer is left out.");

    private static readonly Option<string[]> Only = new("--only")
    {
        Description = "These peers and no others. Default: all.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<double> Seconds = Cli.Default(
        "--seconds", 15.0, "The measured time of the engine, and of each peer at its best, at most.");

    private static readonly Option<double> WarmUp = Cli.Default("--warm-up", 15.0, "Seconds before it: the engine's taxpayers are active by then.");

    private static readonly Option<double> SearchSeconds = Cli.Default(
        "--search-seconds", 4.0, "The measured time of each setting while the best is looked for.");

    private static readonly Option<double> SearchWarmUp = Cli.Default("--search-warm-up", 3.0, "Seconds before it.");
    private static readonly Option<long> Preload = Cli.Default("--preload", 1_000_000L, "Ids in every registry before.");
    private static readonly Option<int> Events = Cli.Default("--events", 700_000, "Events made ready, at most.");
    private static readonly Option<int> Taxpayers = Cli.Default("--taxpayers", 20_000, "How many taxpayers.");

    private static readonly Option<double> Skew = Cli.Default(
        "--skew", 0.6, "How unequal they are: the exponent of Zipf's law.");

    private static readonly Option<int> InFlight = Cli.Default("--in-flight", 16, "Bodies under way.");
    private static readonly Option<int> Lanes = Cli.Default("--lanes", 2, "Groups of commits the engine gives PostgreSQL at once.");

    private static readonly Option<int[]> Connections = new("--connections")
    {
        Description = "Numbers of connections to try.",
        DefaultValueFactory = static _ => [1, 4, 16, 64],
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<int[]> Groups = new("--groups")
    {
        Description = "Sizes of groups to try.",
        DefaultValueFactory = static _ => [256, 1_024, 4_096],
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string?> Folder = Cli.Optional<string>(
        "--folder", "Where stores are kept while measuring. Default: the folder for temporary files.");

    private static readonly Option<string?> ReportFile = Cli.Optional<string>("--report", "A Markdown file for the result.");

    public static Command Create()
    {
        Only.AcceptOnlyFromAmong(
            PeerNames.PerEvent, PeerNames.PerCall, PeerNames.SetBased, PeerNames.DictionaryPostgres, PeerNames.DictionarySqlite,
            PeerNames.Redis, PeerNames.Bytes);
        var command = new Command("peers", "The engine and what an operator would use instead, on the same events, each at its best.")
        {
            Silo, Connection, Redis, Only, Seconds, WarmUp, SearchSeconds, SearchWarmUp, Preload, Events, Taxpayers, Skew, InFlight,
            Lanes, Connections, Groups, Folder, ReportFile,
        };
        command.SetAction((parsed, cancel) => new PeersRun(Read(parsed)).Run(cancel));
        return command;
    }

    private static PeersOptions Read(ParseResult parsed) => new()
    {
        Silo = parsed.GetValue(Silo)!,
        Connection = parsed.GetValue(Connection) ?? Environment.GetEnvironmentVariable("PG_CONNECTION"),
        Redis = parsed.GetValue(Redis) ?? RedisServer.Find(),
        Only = parsed.GetValue(Only) ?? [],
        Pace = PaceOf(parsed.GetValue(WarmUp), parsed.GetValue(Seconds)),
        Search = PaceOf(parsed.GetValue(SearchWarmUp), parsed.GetValue(SearchSeconds)),
        Preload = Math.Max(0, parsed.GetValue(Preload)),
        Events = Math.Clamp(parsed.GetValue(Events), 2_000, 4_000_000),
        Taxpayers = Math.Clamp(parsed.GetValue(Taxpayers), 1, 1_000_000),
        Skew = parsed.GetValue(Skew),
        InFlight = Math.Clamp(parsed.GetValue(InFlight), 1, 64),
        Lanes = Math.Clamp(parsed.GetValue(Lanes), 1, 4),
        Connections = [.. parsed.GetValue(Connections)!.Select(static it => Math.Clamp(it, 1, 64)).Distinct()],
        Groups = [.. parsed.GetValue(Groups)!.Select(static it => Math.Clamp(it, 1, 10_000)).Distinct()],
        Folder = Path.Combine(
            parsed.GetValue(Folder) ?? Path.GetTempPath(), $"clearance-peers-{Environment.ProcessId}"),
        Report = parsed.GetValue(ReportFile),
    };

    private static PeerPace PaceOf(double warmUp, double length) =>
        new(TimeSpan.FromSeconds(Math.Clamp(warmUp, 0, 600)), TimeSpan.FromSeconds(Math.Clamp(length, 1, 600)));
}

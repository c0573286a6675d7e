using System.Diagnostics;
using Clearance.Workload;

namespace Clearance.LoadTests.Peers;

/// <summary>What answering cost.</summary>
internal sealed record QueryResult(double PerSecond, double PerCpuSecond);

/// <summary>The engine's answers, by the engine and by (e), asked by turns with the same generator.</summary>
internal sealed class QueryRun(PeersOptions options, PeerProcesses processes)
{
    private const int Declarations = 10_000;
    private const int Rounds = 2;
    private const int Connections = 32;

    /// <summary>Asks about declarations an engine has just been told of; the best of the rounds of each.</summary>
    public async Task<(QueryResult Engine, QueryResult Bytes)> Measure(
        EngineProcess engine, PeerStore store, IReadOnlyList<CommonBatch> posted, CancellationToken cancel)
    {
        var paths = Paths(posted);
        var file = Path.Combine(options.Folder, "answers.txt");
        await Keep(engine.Address, paths, file, cancel);
        await UntilCalm(engine, store, cancel);
        await using var bytes = await processes.Peer(PeerNames.Bytes, new PeerSetting(1, 1), file, null, cancel);
        QueryResult best = new(0, 0), bare = new(0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            best = Best(best, await Ask(engine, store, paths, cancel));
            bare = Best(bare, await Ask(bytes, null, paths, cancel));
        }

        return (best, bare);
    }

    /// <summary>Questions about what was paid.</summary>
    /// <exception cref="InvalidOperationException">Nothing was.</exception>
    internal static string[] Paths(IReadOnlyList<CommonBatch> posted)
    {
        string[] paths =
        [
            .. posted.Where(static batch => batch.Stream == StreamNames.Payments).SelectMany(static batch => batch.Rows)
                .Take(Declarations).Select(static row => $"/v1/declarations/{row.Declaration}/eligibility"),
        ];
        return paths.Length > 0
            ? paths
            : throw new InvalidOperationException("There is nothing to ask about: no payment was posted. It must be measured for longer.");
    }

    private async Task<QueryResult> Ask(EngineProcess process, PeerStore? store, string[] paths, CancellationToken cancel)
    {
        var loop = new QueryLoop(process.Address, paths);
        await loop.Run(Connections, options.Search.WarmUp, cancel);
        var (from, cpu) = (Stopwatch.GetTimestamp(), Cpu());
        var answered = await loop.Run(Connections, options.Pace.Length, cancel);
        return new QueryResult(answered / Stopwatch.GetElapsedTime(from).TotalSeconds, answered / (Cpu() - cpu).TotalSeconds);

        TimeSpan Cpu() => process.Cpu + (store?.Cpu ?? TimeSpan.Zero);
    }

    /// <summary>What the events have left to do is no part of answering: until a second takes little CPU, or there is no more patience.</summary>
    private static async Task UntilCalm(EngineProcess engine, PeerStore store, CancellationToken cancel)
    {
        for (var seconds = 0; seconds < 20; seconds++)
        {
            var before = engine.Cpu + store.Cpu;
            await Task.Delay(TimeSpan.FromSeconds(1), cancel);
            if (engine.Cpu + store.Cpu - before < TimeSpan.FromMilliseconds(50))
            {
                return;
            }
        }
    }

    private static async Task Keep(Uri address, string[] paths, string file, CancellationToken cancel)
    {
        using var http = new HttpClient { BaseAddress = address };
        var answers = new string[paths.Length];

        // All at once would open a connection for each.
        await Parallel.ForAsync(
            0, paths.Length, new ParallelOptions { MaxDegreeOfParallelism = Connections, CancellationToken = cancel },
            async (i, one) => answers[i] = await http.GetStringAsync(paths[i], one));
        await File.WriteAllLinesAsync(file, paths.Zip(answers, static (path, answer) => $"{path} {answer}"), cancel);
    }

    private static QueryResult Best(QueryResult one, QueryResult other) => one.PerSecond > other.PerSecond ? one : other;
}

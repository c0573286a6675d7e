using Clearance.Workload;

namespace Clearance.LoadTests;

/// <summary>What every run on a store does around what it measures. An engine that runs already has its own, and no bare writer.</summary>
internal sealed class MeasuredStore(StoreOptions options, string? silo, Uri? url)
{
    private readonly IThroughputStore _store = options.ToStore();

    /// <summary>The CPU of what holds the engine's store and is not the engine; null: nothing, or it is not known.</summary>
    public TimeSpan? Cpu => _store.Cpu;

    /// <summary>The first process of a server that is not the engine and runs on this machine; 0: there is none.</summary>
    public int Server => url is null ? _store.Server : 0;

    /// <summary>Transactions the engine committed so far, asked while it runs; null: not known.</summary>
    public Task<long?> CountCommits(CancellationToken cancel) => url is null ? _store.CountCommits(cancel) : Task.FromResult<long?>(null);

    /// <summary>Makes the stores, runs, and removes them.</summary>
    public async Task<int> Run(Report report, Func<Task<int>> run, CancellationToken cancel)
    {
        Directory.CreateDirectory(options.Folder);
        try
        {
            if (url is null)
            {
                await _store.Prepare(report, cancel);
            }

            report.AddMachine();
            return await run();
        }
        finally
        {
            await _store.DisposeAsync();
            Directory.Delete(options.Folder, recursive: true);
        }
    }

    /// <summary>The engine that runs already, or else one that is started on the store.</summary>
    public async Task<EngineProcess> Engine(int pid, CancellationToken cancel, params IEnumerable<(string Name, string Value)> more) =>
        url is not null
            ? EngineProcess.At(url, pid)
            : await EngineProcess.Start(
                silo ?? throw new ArgumentException("--silo or --url is needed"),
                options.EngineFolder, Path.Combine(options.Folder, "engine.log"), cancel, [.. _store.EngineOptions, .. more]);

    /// <summary>Measures the bare writer, where there is one, and the engine's rate against it.</summary>
    public async Task Compare(
        double perSecond, IReadOnlyList<CommonBatch> posted, IReadOnlyList<string> taxpayers, Report report, CancellationToken cancel)
    {
        if (url is null && await _store.MeasureBare(posted, taxpayers, report, cancel) is { } bare)
        {
            report.Add("bare writer: events' rows per second", bare, "/s");
            report.Add("engine against the bare writer", 100 * perSecond / bare, "%");
        }
    }
}

using Clearance.Workload;

namespace Clearance.LoadTests;

/// <summary>The stores of a throughput run: one for the engine, and one alike for the bare writer.</summary>
internal interface IThroughputStore : IAsyncDisposable
{
    /// <summary>What the engine is told beside its data folder, by its environment.</summary>
    IReadOnlyList<(string Name, string Value)> EngineOptions { get; }

    /// <summary>The CPU of what holds the engine's store and is not the engine; null: nothing, or it is not known.</summary>
    TimeSpan? Cpu { get; }

    /// <summary>The first process of a server that is not the engine and runs on this machine; 0: there is none.</summary>
    int Server => 0;

    /// <summary>Transactions the engine committed so far, asked while it runs; null: not known.</summary>
    Task<long?> CountCommits(CancellationToken cancel) => Task.FromResult<long?>(null);

    /// <summary>Makes both.</summary>
    Task Prepare(Report report, CancellationToken cancel);

    /// <summary>The engine has stopped: its store is read, and its rows are written again without it.</summary>
    /// <returns>Events per second of the bare writer; null where there is none.</returns>
    Task<double?> MeasureBare(
        IReadOnlyList<CommonBatch> posted, IReadOnlyList<string> taxpayers, Report report, CancellationToken cancel);
}

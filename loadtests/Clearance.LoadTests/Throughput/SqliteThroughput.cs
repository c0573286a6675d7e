using Clearance.Workload;
using Microsoft.Data.Sqlite;

namespace Clearance.LoadTests;

/// <summary>Embedded stores: copies of a folder.</summary>
internal sealed class SqliteThroughput(StoreOptions options) : IThroughputStore
{
    private readonly string _bareFolder = Path.Combine(options.Folder, "bare");
    private StoreShape _before = null!;

    public IReadOnlyList<(string Name, string Value)> EngineOptions => [];

    public TimeSpan? Cpu => null;

    public Task<long?> CountCommits(CancellationToken cancel)
    {
        using var connection = StoreShape.Open(options.EngineFolder, SqliteOpenMode.ReadOnly);
        return Task.FromResult<long?>(StoreShape.Long(connection, "SELECT last_write FROM lease WHERE shard = 0"));
    }

    public async Task Prepare(Report report, CancellationToken cancel)
    {
        var template = options.Template ?? Path.Combine(options.Folder, "template");
        if (!Directory.Exists(template))
        {
            await Preload.Run(template, options.Preload, cancel);
        }

        StoreFolder.Copy(template, options.EngineFolder);
        StoreFolder.Copy(template, _bareFolder);
        _before = StoreShape.Of(_bareFolder);
        report.Add("ids in the registry before", _before.Events, "");
        report.Add("store before", StoreFolder.Megabytes(options.EngineFolder), "MB");
    }

    public Task<double?> MeasureBare(
        IReadOnlyList<CommonBatch> posted, IReadOnlyList<string> taxpayers, Report report, CancellationToken cancel)
    {
        var shape = StoreShape.Of(options.EngineFolder) with { EventsBefore = _before.Events };
        var events = posted.Sum(static batch => batch.Count);
        shape.MustBeOf(events);
        report.Add("store after", StoreFolder.Megabytes(options.EngineFolder), "MB");
        report.Add("events in the store", events, "");
        report.AddShape(shape);
        report.Add(
            "sorted in meanwhile: events, journal entries",
            $"{shape.EventsSorted - _before.EventsSorted}, {shape.JournalSorted - _before.JournalSorted}");

        using var bare = new BareWriter(_bareFolder, _before, shape, taxpayers);
        var (took, cpu) = bare.Write(posted, shape.BatchesPerTransaction(posted.Count), cancel);
        report.Add("bare writer: events' rows per CPU-second", events / cpu.TotalSeconds, "");
        report.Add("bare writer: transactions, head rows", $"{bare.Transactions}, {bare.HeadWrites}");
        return Task.FromResult<double?>(events / took.TotalSeconds);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

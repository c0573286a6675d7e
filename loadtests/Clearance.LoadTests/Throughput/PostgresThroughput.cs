using System.Diagnostics;
using System.Globalization;
using Clearance.Workload;
using Npgsql;

namespace Clearance.LoadTests;

/// <summary>Databases of a PostgreSQL server that is given.</summary>
internal sealed class PostgresThroughput(StoreOptions options) : IThroughputStore
{
    private ScratchDatabases? _databases;
    private string _engine = "";
    private int _server;

    public IReadOnlyList<(string Name, string Value)> EngineOptions =>
    [
        ("Clearance__Store__Provider", "postgres"),
        ("Clearance__Store__Postgres__ConnectionString", _engine),
        ("Clearance__Store__Postgres__Lanes", options.Lanes.ToString(CultureInfo.InvariantCulture)),
    ];

    /// <summary>How the engine's database is reached.</summary>
    public string Engine => _engine;

    public int Server => _server;

    public TimeSpan? Cpu => _server == 0 ? null : ProcessTree.Cpu([_server]);

    /// <summary>Every commit writes its lane's row once; what keeps the lease does too, every few seconds.</summary>
    public async Task<long?> CountCommits(CancellationToken cancel)
    {
        await using var session = new NpgsqlConnection(_engine);
        await session.OpenAsync(cancel);
        await using var command = new NpgsqlCommand(
            "SELECT n_tup_upd FROM pg_stat_user_tables WHERE schemaname = 'clearance' AND relname = 'lane'", session);
        return await command.ExecuteScalarAsync(cancel) as long?;
    }

    public async Task Prepare(Report report, CancellationToken cancel)
    {
        _databases = await ScratchDatabases.Create(options.Connection, options.Preload, cancel);
        _engine = await _databases.New(cancel);
        _server = await DatabaseServer.Find(_engine, cancel);
        report.Add("store", $"PostgreSQL, {options.Lanes} groups at once");
        report.Add("ids in the registry before", options.Preload, "");
    }

    public async Task<double?> MeasureBare(
        IReadOnlyList<CommonBatch> posted, IReadOnlyList<string> taxpayers, Report report, CancellationToken cancel)
    {
        var shape = (await PostgresShape.Of(_engine, cancel)) with { EventsBefore = options.Preload };
        var events = posted.Sum(static batch => batch.Count);
        shape.MustBeOf(events);
        report.Add("events in the store", events, "");
        report.AddShape(shape);
        await PostgresTables.Describe(_engine, report, cancel);
        await using var bare = await PostgresBareWriter.Open(await _databases!.New(cancel), shape, taxpayers, cancel);
        var clock = Stopwatch.StartNew();
        foreach (var group in posted.Chunk(shape.BatchesPerTransaction(posted.Count)))
        {
            await bare.Write(group, cancel);
        }

        return events / clock.Elapsed.TotalSeconds;
    }

    public ValueTask DisposeAsync() => _databases?.DisposeAsync() ?? ValueTask.CompletedTask;
}

using System.Diagnostics;
using System.Globalization;
using Clearance.Entities;
using Clearance.Storage;
using Clearance.Workload;
using Npgsql;

namespace Clearance.LoadTests;

/// <summary>Stores in databases of their own, copied from one that was filled once, on a server that is given.</summary>
internal sealed class PostgresTarget : ICommitTarget
{
    private readonly string _connection;
    private readonly string _prefix = $"clearance_commit_{Environment.ProcessId}";
    private readonly List<string> _databases = [];

    private PostgresTarget(string connection) => _connection = connection;

    public static async Task<PostgresTarget> Create(CommitOptions options, CancellationToken cancel)
    {
        var target = new PostgresTarget(
            options.Connection ?? throw new ArgumentException("--connection or PG_CONNECTION is needed"));
        var template = await target.NewDatabase("", cancel);
        await PostgresMigrations.Run(template, cancel);
        await Execute(
            template,
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                INSERT INTO clearance.registry
                SELECT gen_random_uuid(), gen_random_uuid(), '0100109106', 1 FROM generate_series(1, {options.Earlier})
                """),
            cancel);
        return target;
    }

    public async Task<IClearanceStore> Open(int lanes, CancellationToken cancel) => await PostgresStore.OpenAsync(
        new PostgresStoreOptions { ConnectionString = await NewDatabase(_databases[0], cancel), Lanes = lanes }, cancel);

    public async Task<TimeSpan> WriteBare(
        IReadOnlyList<CommonBatch> batches, StoreShape shape, IReadOnlyList<string> taxpayers, CancellationToken cancel)
    {
        await using var bare = await PostgresBareWriter.Open(await NewDatabase(_databases[0], cancel), shape, taxpayers, cancel);
        var clock = Stopwatch.StartNew();
        foreach (var batch in batches)
        {
            await bare.Write([batch], cancel);
        }

        return clock.Elapsed;
    }

    /// <summary>The tables of the store measured last: the bare writer's database came after it.</summary>
    public Task Describe(Report report, CancellationToken cancel) =>
        PostgresTables.Describe(Database(_databases[^2]), report, cancel);

    public async ValueTask DisposeAsync()
    {
        foreach (var database in _databases)
        {
            await Execute(_connection, $"DROP DATABASE {database} WITH (FORCE)", CancellationToken.None);
        }
    }

    private async Task<string> NewDatabase(string template, CancellationToken cancel)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{_prefix}_{_databases.Count}");
        await Execute(_connection, $"CREATE DATABASE {name}" + (template == "" ? "" : $" TEMPLATE {template}"), cancel);
        _databases.Add(name);
        return Database(name);
    }

    private string Database(string name) =>
        new NpgsqlConnectionStringBuilder(_connection) { Database = name, Pooling = false }.ConnectionString;

    private static async Task Execute(string connection, string sql, CancellationToken cancel)
    {
        await using var session = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connection) { Pooling = false, CommandTimeout = 0 }.ConnectionString);
        await session.OpenAsync(cancel);
#pragma warning disable CA2100 // The names are made here.
        await using var command = new NpgsqlCommand(sql, session);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancel);
    }
}

using System.Globalization;
using Clearance.Storage;
using Npgsql;

namespace Clearance.LoadTests;

/// <summary>Databases of a run, all copied from one that was migrated and filled once; dropped afterwards.</summary>
internal sealed class ScratchDatabases : IAsyncDisposable
{
    private readonly string _connection;
    private readonly string _prefix;
    private readonly List<string> _names = [];

    private ScratchDatabases(string connection, string name) =>
        (_connection, _prefix) = (connection, $"clearance_{name}_{Environment.ProcessId}");

    /// <summary>Makes the first one, with so many ids in its registry.</summary>
    /// <param name="connection">A server, as a role that may create databases.</param>
    /// <param name="earlier">How many ids.</param>
    /// <param name="cancel">Gives up.</param>
    public static Task<ScratchDatabases> Create(string? connection, long earlier, CancellationToken cancel) =>
        Create(connection, "loadtest", template => Fill(template, earlier, cancel), cancel);

    /// <summary>Makes the first one.</summary>
    /// <param name="connection">A server, as a role that may create databases.</param>
    /// <param name="name">A part of the databases' names: others than those of another set.</param>
    /// <param name="fill">Puts into it what all of them have.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<ScratchDatabases> Create(
        string? connection, string name, Func<string, Task> fill, CancellationToken cancel)
    {
        var databases = new ScratchDatabases(
            connection ?? throw new ArgumentException("--connection or PG_CONNECTION is needed"), name);
        try
        {
            await fill(await databases.Make("", cancel));
            return databases;
        }
        catch
        {
            await databases.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes another one.</summary>
    /// <returns>How it is reached.</returns>
    public Task<string> New(CancellationToken cancel) => Make($" TEMPLATE {_names[0]}", cancel);

    /// <summary>Drops one before its time.</summary>
    public async Task Remove(string connection)
    {
        var name = new NpgsqlConnectionStringBuilder(connection).Database!;
        await Drop(name);
        _names[_names.IndexOf(name)] = "";
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var name in _names.Where(static name => name.Length > 0))
        {
            await Drop(name);
        }
    }

    /// <summary>The engine's tables, with so many ids in the registry.</summary>
    public static async Task Fill(string template, long earlier, CancellationToken cancel)
    {
        await PostgresMigrations.Run(template, cancel);
        await Execute(
            template,
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                INSERT INTO clearance.registry
                SELECT gen_random_uuid(), gen_random_uuid(), '0100109106', 1 FROM generate_series(1, {earlier})
                """),
            cancel);
    }

    private Task Drop(string name) => Execute(_connection, $"DROP DATABASE {name} WITH (FORCE)", CancellationToken.None);

    private async Task<string> Make(string template, CancellationToken cancel)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{_prefix}_{_names.Count}");
        await Execute(_connection, $"CREATE DATABASE {name}{template}", cancel);
        _names.Add(name);
        return new NpgsqlConnectionStringBuilder(_connection) { Database = name, Pooling = false }.ConnectionString;
    }

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

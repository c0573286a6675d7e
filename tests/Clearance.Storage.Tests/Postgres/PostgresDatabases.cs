using System.Globalization;
using Clearance.Testing.Stores;
using Npgsql;

namespace Clearance.Storage.Tests;

/// <summary>
/// One server for many tests: that of PG_CONNECTION, or one of our own. Every test has a database of its own, copied from one
/// that was migrated once.
/// </summary>
public sealed class PostgresDatabases : IAsyncLifetime
{
    private readonly string _prefix = $"clearance_test_{Guid.NewGuid():N}";
    private PostgresServer? _server;
    private string? _connection;
    private int _made;

    private string Template => _prefix + "_template";

    /// <summary>Makes an empty store's database.</summary>
    /// <returns>How to reach it.</returns>
    public async Task<string> Make()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{_prefix}_{Interlocked.Increment(ref _made)}");
        await Execute(_connection!, $"CREATE DATABASE {name} TEMPLATE {Template}");
        return Database(name);
    }

    /// <summary>Makes a database without any table.</summary>
    public async Task<string> MakeBare()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{_prefix}_{Interlocked.Increment(ref _made)}");
        await Execute(_connection!, $"CREATE DATABASE {name}");
        return Database(name);
    }

    public async Task InitializeAsync()
    {
        _connection = Environment.GetEnvironmentVariable("PG_CONNECTION");
        if (string.IsNullOrEmpty(_connection))
        {
            _server = await PostgresServer.Create();
            _connection = _server.Connection;
        }

        await Execute(_connection, $"CREATE DATABASE {Template}");
        await PostgresMigrations.Run(Database(Template));
    }

    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
            return;
        }

        for (var i = 1; i <= _made; i++)
        {
            await Execute(_connection!, $"DROP DATABASE {_prefix}_{i} WITH (FORCE)");
        }

        await Execute(_connection!, $"DROP DATABASE {Template}");
    }

    /// <summary>Runs one statement on a connection of its own.</summary>
    internal static async Task<object?> Execute(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    private string Database(string name) =>
        new NpgsqlConnectionStringBuilder(_connection) { Database = name }.ConnectionString;
}

/// <summary>Tests that share one server.</summary>
[CollectionDefinition(Name)]
public sealed class SharedPostgres : ICollectionFixture<PostgresDatabases>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "one PostgreSQL server";
}

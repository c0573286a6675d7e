using Clearance.Entities;
using Npgsql;

namespace Clearance.Storage.Tests;

/// <summary>The store in PostgreSQL.</summary>
[Collection(SharedPostgres.Name)]
public class PostgresStoreCompliance(PostgresDatabases databases) : StoreCompliance
{
    private string? _connection;

    private protected virtual int Lanes => 1;

    protected override async Task<IClearanceStore> Open()
    {
        _connection ??= await databases.Make();
        return await PostgresStore.OpenAsync(
            new PostgresStoreOptions { ConnectionString = _connection, Lanes = Lanes }, default);
    }

    protected override async Task<IReadOnlyList<string>> DeadLetterCodes()
    {
        await using var source = NpgsqlDataSource.Create(_connection + ";Pooling=false");
        await using var command = source.CreateCommand("SELECT code FROM clearance.dead_letter ORDER BY ctid");
        await using var reader = await command.ExecuteReaderAsync();
        var codes = new List<string>();
        while (await reader.ReadAsync())
        {
            codes.Add(reader.GetString(0));
        }

        return codes;
    }
}

/// <summary>The same with several lanes.</summary>
public sealed class PostgresLaneCompliance(PostgresDatabases databases) : PostgresStoreCompliance(databases)
{
    private protected override int Lanes => 3;
}

/// <summary>Random commits to PostgreSQL against the plain store.</summary>
[Collection(SharedPostgres.Name)]
public sealed class PostgresStoreModelTests(PostgresDatabases databases) : StoreModelTests
{
    private string? _connection;

    protected override async Task<IClearanceStore> Open(int seed)
    {
        _connection ??= await databases.Make();
        return await PostgresStore.OpenAsync(new PostgresStoreOptions { ConnectionString = _connection }, default);
    }
}

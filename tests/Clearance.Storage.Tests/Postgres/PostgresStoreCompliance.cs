using Clearance.Entities;
using Npgsql;

namespace Clearance.Storage.Tests;

/// <summary>The store in PostgreSQL.</summary>
[Collection(SharedPostgres.Name)]
public class PostgresStoreCompliance(PostgresDatabases databases) : StoreCompliance
{
    private string? _connection;

    private protected virtual int Lanes => 1;

    private protected virtual bool Cluster => false;

    protected override async Task<IClearanceStore> Open()
    {
        _connection ??= await databases.Make();
        return await PostgresStore.OpenAsync(
            new PostgresStoreOptions { ConnectionString = _connection, Lanes = Lanes, Cluster = Cluster }, default);
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

/// <summary>The positions in PostgreSQL, by the engine's role.</summary>
[Collection(SharedPostgres.Name)]
public sealed class PostgresPositionCompliance(PostgresDatabases databases) : PositionCompliance
{
    private string? _connection;

    protected override async Task<IClearanceStore> Open()
    {
        _connection ??= await databases.Make() + ";Options=-c role=clearance_engine";
        return await PostgresStore.OpenAsync(new PostgresStoreOptions { ConnectionString = _connection }, default);
    }
}

/// <summary>The moves in PostgreSQL, by the engine's role.</summary>
[Collection(SharedPostgres.Name)]
public sealed class PostgresMoveCompliance(PostgresDatabases databases) : MoveCompliance
{
    private string? _connection;

    protected override async Task<IClearanceStore> Open()
    {
        _connection ??= await databases.Make() + ";Options=-c role=clearance_engine";
        return await PostgresStore.OpenAsync(new PostgresStoreOptions { ConnectionString = _connection }, default);
    }
}

/// <summary>Positions beside other engines.</summary>
[Collection(SharedPostgres.Name)]
public sealed class PostgresPositionTests(PostgresDatabases databases)
{
    [Fact]
    public async Task An_engine_that_lost_its_lease_moves_no_position()
    {
        var connection = await databases.Make();
        await using var store = await PostgresStore.OpenAsync(new PostgresStoreOptions { ConnectionString = connection }, default);
        await store.SavePublished([new(PublishedSource.Journal, 0, 1)], default);
        await PostgresDatabases.Execute(connection, "UPDATE clearance.lane SET epoch = epoch + 1");

        await Should.ThrowAsync<StoreUnavailableException>(store.SavePublished([new(PublishedSource.Journal, 0, 2)], default));

        (await store.LoadPublished(default)).ShouldBe([new(PublishedSource.Journal, 0, 1)]);
    }

    [Fact]
    public async Task Dead_letters_of_all_lanes_are_read_though_one_lane_is_ahead_of_another()
    {
        var options = new PostgresStoreOptions { ConnectionString = await databases.Make(), Lanes = 4 };
        await using var store = await PostgresStore.OpenAsync(options, default);
        var read = new List<string>();
        var after = new long[store.DeadLetterLanes];
        for (var i = 0; i < 60; i++)
        {
            await store.Commit([Make.Ledger(i, 0) with { DeadLetters = [Make.Letter($"{i}")] }], default);
            var lane = i % after.Length;
            await Read(lane);
        }

        for (var lane = 0; lane < after.Length; lane++)
        {
            await Read(lane);
        }

        read.Order().ShouldBe(Enumerable.Range(0, 60).Select(static i => $"{i}").Order());

        async Task Read(int lane)
        {
            foreach (var record in await store.ReadDeadLetters(lane, after[lane], 100, default))
            {
                read.Add(record.Letter.Code);
                after[lane] = record.Sequence;
            }
        }
    }
}

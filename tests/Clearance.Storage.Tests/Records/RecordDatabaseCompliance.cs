using Clearance.Entities;

namespace Clearance.Storage.Tests;

/// <summary>Single records in PostgreSQL.</summary>
[Collection(SharedPostgres.Name)]
public class RecordDatabaseCompliance(PostgresDatabases databases) : StoreCompliance
{
    private string? _connection;

    private protected virtual OpenRecordTable OpenTable => StatementTable.Open;

    protected override async Task<IClearanceStore> Open() =>
        await RecordDatabases.Open(_connection ??= await databases.Make(), OpenTable);

    protected override async Task<IReadOnlyList<string>> DeadLetterCodes() =>
    [
        .. (await ((IPublicationStore)Store).ReadDeadLetters(0, 0, 100, default)).Select(static record => record.Letter.Code),
    ];
}

/// <summary>Random commits of single records in PostgreSQL against the plain store.</summary>
[Collection(SharedPostgres.Name)]
public class RecordDatabaseModelTests(PostgresDatabases databases) : StoreModelTests
{
    private string? _connection;

    private protected virtual OpenRecordTable OpenTable => StatementTable.Open;

    protected override async Task<IClearanceStore> Open(int seed) =>
        await RecordDatabases.Open(_connection ??= await databases.Make(), OpenTable);
}

/// <summary>The positions in single records in PostgreSQL, by the engine's role.</summary>
[Collection(SharedPostgres.Name)]
public class RecordDatabasePositionCompliance(PostgresDatabases databases) : PositionCompliance
{
    private string? _connection;

    private protected virtual OpenRecordTable OpenTable => StatementTable.Open;

    protected override async Task<IClearanceStore> Open() =>
        await RecordDatabases.Open(_connection ??= await databases.Make() + ";Options=-c role=clearance_engine", OpenTable);
}

/// <summary>The moves in single records in PostgreSQL, by the engine's role.</summary>
[Collection(SharedPostgres.Name)]
public sealed class RecordDatabaseMoveCompliance(PostgresDatabases databases) : MoveCompliance
{
    private string? _connection;

    protected override async Task<IClearanceStore> Open() => await RecordDatabases.Open(
        _connection ??= await databases.Make() + ";Options=-c role=clearance_engine", StatementTable.Open);
}

/// <summary>Opens such stores.</summary>
internal static class RecordDatabases
{
    public static Task<RecordStore> Open(string connection, OpenRecordTable openTable) => RecordDatabase.OpenAsync(
        new PostgresStoreOptions { ConnectionString = connection }, new RecordStoreOptions(), openTable, default);
}

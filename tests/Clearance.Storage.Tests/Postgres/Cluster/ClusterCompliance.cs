using Clearance.Entities;

namespace Clearance.Storage.Tests;

/// <summary>What every store must do, by a process of a cluster: whoever commits a ledger has loaded it.</summary>
public sealed class ClusterStoreCompliance(PostgresDatabases databases) : PostgresStoreCompliance(databases)
{
    private protected override bool Cluster => true;

    private protected override int Lanes => 2;

    protected override async Task<IReadOnlyList<CommitOutcome>> Commit(params CommitUnit[] units)
    {
        await Claims.Take(Store, units);
        return await base.Commit(units);
    }
}

/// <summary>Random commits by a process of a cluster against the plain store.</summary>
[Collection(SharedPostgres.Name)]
public sealed class ClusterStoreModelTests(PostgresDatabases databases) : StoreModelTests
{
    private string? _connection;

    protected override async Task<IClearanceStore> Open(int seed)
    {
        _connection ??= await databases.Make();
        return await PostgresStore.OpenAsync(
            new PostgresStoreOptions { ConnectionString = _connection, Cluster = true }, default);
    }

    protected override Task Prepare(IClearanceStore store, IReadOnlyList<CommitUnit> units) => Claims.Take(store, units);
}

/// <summary>The positions by a process of a cluster, by the engine's role.</summary>
[Collection(SharedPostgres.Name)]
public sealed class ClusterPositionCompliance(PostgresDatabases databases) : PositionCompliance
{
    private string? _connection;

    protected override async Task<IClearanceStore> Open()
    {
        _connection ??= await databases.Make() + ";Options=-c role=clearance_engine";
        return await PostgresStore.OpenAsync(
            new PostgresStoreOptions { ConnectionString = _connection, Cluster = true }, default);
    }
}

/// <summary>The moves by a process of a cluster, by the engine's role.</summary>
[Collection(SharedPostgres.Name)]
public sealed class ClusterMoveCompliance(PostgresDatabases databases) : MoveCompliance
{
    private string? _connection;

    protected override async Task<IClearanceStore> Open()
    {
        _connection ??= await databases.Make() + ";Options=-c role=clearance_engine";
        return await PostgresStore.OpenAsync(
            new PostgresStoreOptions { ConnectionString = _connection, Cluster = true }, default);
    }
}

internal static class Claims
{
    /// <summary>Loads every ledger that units write.</summary>
    public static async Task Take(IClearanceStore store, IReadOnlyList<CommitUnit> units)
    {
        foreach (var ledger in units.Select(static unit => unit.Ledger).OfType<LedgerWrite>().DistinctBy(static it => it.Taxpayer))
        {
            await store.LoadLedger(ledger.Taxpayer, default);
        }
    }
}

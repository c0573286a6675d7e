using System.Data.Common;
using Clearance.Entities;
using Clearance.Grains;

namespace Clearance.Storage.Tests;

/// <summary>The same with Orleans' own storage between the store and PostgreSQL.</summary>
public sealed class OrleansRecordCompliance(PostgresDatabases databases) : RecordDatabaseCompliance(databases)
{
    private protected override OpenRecordTable OpenTable => OrleansRecords.Open;
}

/// <summary>Random commits through Orleans' own storage.</summary>
public sealed class OrleansRecordModelTests(PostgresDatabases databases) : RecordDatabaseModelTests(databases)
{
    private protected override OpenRecordTable OpenTable => OrleansRecords.Open;
}

/// <summary>The positions through Orleans' own storage.</summary>
public sealed class OrleansRecordPositionCompliance(PostgresDatabases databases) : RecordDatabasePositionCompliance(databases)
{
    private protected override OpenRecordTable OpenTable => OrleansRecords.Open;
}

/// <summary>What is refused through Orleans' own storage.</summary>
public sealed class OrleansRecordTests(PostgresDatabases databases) : RecordDatabaseTests(databases)
{
    private protected override OpenRecordTable OpenTable => OrleansRecords.Open;
}

/// <summary>Opens the records as the engine does.</summary>
internal static class OrleansRecords
{
    public static Task<IRecordTable> Open(DbDataSource sessions, CancellationToken cancel) =>
        GrainRecordTable.Open(sessions, null, cancel);
}

using Clearance.Entities;
using Npgsql;

namespace Clearance.Storage.Tests;

/// <summary>What the SQL of single records and their lease refuse.</summary>
[Collection(SharedPostgres.Name)]
public class RecordDatabaseTests(PostgresDatabases databases)
{
    private protected virtual OpenRecordTable OpenTable => StatementTable.Open;

    [Fact]
    public async Task A_second_engine_is_refused_whichever_of_the_two_stores_it_opens()
    {
        var connection = await databases.Make();
        await using var store = await Open(connection);

        await Should.ThrowAsync<StoreInUseException>(Open(connection));
        await Should.ThrowAsync<StoreInUseException>(OpenRows(connection));
    }

    [Fact]
    public async Task A_database_belongs_to_one_provider()
    {
        var (records, rows) = (await databases.Make(), await databases.Make());
        await using (var store = await Open(records))
        {
            await store.Commit([Make.Ledger(1, 0)], default);
        }

        await using (var store = await OpenRows(rows))
        {
            await store.Commit([new CommitUnit { Events = [Make.Event(1)] }], default);
        }

        (await Should.ThrowAsync<StoreFormatException>(OpenRows(records))).Message.ShouldContain("Store:Provider=adonet");
        (await Should.ThrowAsync<StoreFormatException>(Open(rows))).Message.ShouldContain("Store:Provider=postgres");
        await using var again = await Open(records);
        (await again.LoadLedger(Make.Taxpayer(1), default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task An_engine_whose_epoch_is_over_writes_nothing()
    {
        var connection = await databases.Make();
        await using var store = await Open(connection);
        await store.Commit([Make.Ledger(1, 0)], default);
        await PostgresDatabases.Execute(connection, "UPDATE clearance.lane SET epoch = epoch + 1");

        await Should.ThrowAsync<Exception>(store.Commit([Make.Ledger(1, 1)], default));

        var versions = await PostgresDatabases.Execute(
            connection, "SELECT string_agg(version::text, ',') FROM clearance.orleansstorage WHERE grainidextensionstring LIKE 't:%'");
        versions.ShouldBe("1");
    }

    [Fact]
    public async Task Of_two_first_writes_one_is_a_conflict_and_one_row_is_there()
    {
        var connection = await databases.Make();
        await using var sessions = NpgsqlDataSource.Create(connection + ";Search Path=clearance;Options=-c clearance.epoch=0");
        await using var table = await OpenTable(sessions, default);
        for (var i = 0; i < 30; i++)
        {
            var key = $"t:{i}";
            var writes = Enumerable.Range(0, 4).Select(n => Task.Run(() => table.Write(key, [(byte)n], null))).ToList();
            await Task.WhenAll(writes.Select(static write => write.ContinueWith(static _ => { }, TaskScheduler.Default)));

            writes.Count(static write => write.IsCompletedSuccessfully).ShouldBe(1);
            writes.Where(static write => write.IsFaulted)
                .ShouldAllBe(static write => write.Exception!.InnerException is StateConflictException);
            (await table.Read(key)).ShouldNotBeNull();
        }

        (await PostgresDatabases.Execute(connection, "SELECT count(*) FROM clearance.orleansstorage")).ShouldBe(30L);
    }

    [Fact]
    public async Task A_version_begins_anew_before_it_is_too_large()
    {
        var connection = await databases.Make();
        await using var sessions = NpgsqlDataSource.Create(connection + ";Search Path=clearance;Options=-c clearance.epoch=0");
        await using var table = await OpenTable(sessions, default);
        await table.Write("t:1", [1], null);
        await PostgresDatabases.Execute(connection, "UPDATE clearance.orleansstorage SET version = 2147483647");

        var next = await table.Write("t:1", [2], (await table.Read("t:1"))!.ETag);

        (await table.Read("t:1")).ShouldNotBeNull().ETag.ShouldBe(next);
        await Should.ThrowAsync<StateConflictException>(table.Write("t:1", [3], "2147483647"));
        (await table.Read("t:1")).ShouldNotBeNull().Body.ShouldBe(new byte[] { 2 });
    }

    [Fact]
    public async Task Keys_that_differ_a_little_are_records_of_their_own()
    {
        var connection = await databases.Make();
        await using var sessions = NpgsqlDataSource.Create(connection + ";Search Path=clearance;Options=-c clearance.epoch=0");
        await using var table = await OpenTable(sessions, default);
        string[] keys = ["t:020235", "t:20235", "s:1:3:AB", "s:1:3:ab", "s:1:3:0F", "s:1:3:F", "s:1:3:", "s:1:3:a%2Bb", "s:1:3:a%2Bc"];
        for (var i = 0; i < keys.Length; i++)
        {
            await table.Write(keys[i], [(byte)i], null);
        }

        for (var i = 0; i < keys.Length; i++)
        {
            (await table.Read(keys[i])).ShouldNotBeNull().Body.ShouldBe([(byte)i]);
        }
    }

    private static Task<PostgresStore> OpenRows(string connection) => PostgresStore.OpenAsync(
        new PostgresStoreOptions { ConnectionString = connection, LeaseTime = TimeSpan.FromSeconds(2) }, default);

    private Task<RecordStore> Open(string connection) => RecordDatabase.OpenAsync(
        new PostgresStoreOptions { ConnectionString = connection, LeaseTime = TimeSpan.FromSeconds(2) },
        new RecordStoreOptions(), OpenTable, default);
}

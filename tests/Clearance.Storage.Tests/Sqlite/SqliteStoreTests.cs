using Clearance.Entities;
using Microsoft.Data.Sqlite;

namespace Clearance.Storage.Tests;

/// <summary>Opening, closing and refusing to open.</summary>
public sealed class SqliteStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_second_engine_in_this_process_is_refused_by_name()
    {
        await using var first = await Open();

        var refusal = await Should.ThrowAsync<StoreInUseException>(Open);

        refusal.Message.ShouldContain(_folder.Path);
        refusal.Message.ShouldContain($"process {Environment.ProcessId}");
    }

    [Fact]
    public async Task A_folder_closed_can_be_opened_again_at_once()
    {
        await (await Open()).DisposeAsync();
        await using var again = await Open();

        again.LeaseEpoch.ShouldBe(2);
    }

    [Fact]
    public async Task A_refused_engine_leaves_the_first_one_working()
    {
        await using var first = await Open();
        await Should.ThrowAsync<StoreInUseException>(Open);

        (await first.Commit([Make.Ledger(1, 0)], default)).ShouldBe([CommitOutcome.Committed]);
        first.HoldsLease.ShouldBeTrue();
    }

    [Fact]
    public async Task Others_can_read_the_file_while_the_engine_writes()
    {
        await using var store = await Open();
        await store.Commit([Make.Ledger(1, 0)], default);

        Scalar("SELECT COUNT(*) FROM ledger").ShouldBe(1);
    }

    [Fact]
    public async Task A_newer_schema_is_refused_and_left_alone()
    {
        await (await Open()).DisposeAsync();
        Execute("PRAGMA user_version = 99");

        var refusal = await Should.ThrowAsync<StoreFormatException>(Open);

        refusal.Message.ShouldContain("99");
        Scalar("SELECT epoch FROM lease").ShouldBe(1);
    }

    [Fact]
    public async Task A_foreign_database_is_refused()
    {
        Execute("CREATE TABLE somebody_elses (x)");

        (await Should.ThrowAsync<StoreFormatException>(Open)).Message.ShouldContain("not one of this engine");
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused()
    {
        await File.WriteAllTextAsync(_folder.File, new string('x', 5_000));

        await Should.ThrowAsync<StoreUnavailableException>(Open);
    }

    [Fact]
    public async Task A_store_without_its_secret_is_refused()
    {
        await (await Open()).DisposeAsync();
        Execute("UPDATE meta SET value = x'00' WHERE name = 'registry_secret'");

        (await Should.ThrowAsync<StoreFormatException>(Open)).Message.ShouldContain("secret");
    }

    [Fact]
    public async Task A_store_whose_lease_was_taken_commits_nothing_more()
    {
        await using var store = await Open();
        Execute("UPDATE lease SET epoch = epoch + 1");

        await Should.ThrowAsync<StoreUnavailableException>(store.Commit([Make.Ledger(1, 0)], default));

        store.HoldsLease.ShouldBeFalse();
        (await store.LoadLedger(Make.Taxpayer(1), default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_closed_store_holds_no_lease_and_answers_that_it_is_unavailable()
    {
        var store = await Open();
        await store.DisposeAsync();
        await store.DisposeAsync();

        store.HoldsLease.ShouldBeFalse();
        await Should.ThrowAsync<StoreUnavailableException>(store.Commit([new CommitUnit()], default));
        await Should.ThrowAsync<StoreUnavailableException>(store.LoadLedger(Make.Taxpayer(1), default));
    }

    [Fact]
    public async Task What_the_tables_forbid_is_a_bug_and_not_a_conflict()
    {
        await using var store = await Open();
        var backwards = Make.Ledger(1, 0) with { Ledger = Make.Ledger(1, 0).Ledger! with { NewVersion = 0 } };

        await Should.ThrowAsync<InvalidOperationException>(store.Commit([backwards], default));

        (await store.Commit([Make.Ledger(1, 0)], default)).ShouldBe([CommitOutcome.Committed]);
    }

    [Fact]
    public async Task The_log_starts_over_once_it_is_copied()
    {
        var options = new SqliteStoreOptions { Directory = _folder.Path, CacheMegabytes = 8, CheckpointMegabytes = 1 };
        await using var store = await SqliteStore.OpenAsync(options, default);
        var body = new byte[40_000];
        for (var i = 0; i < 300; i++)
        {
            await store.Commit([Make.Ledger(1, i, Make.Resident(i % 20, body))], default);
        }

        // 300 commits of ten pages each are 12 MB of log; it never grew to that.
        new FileInfo(_folder.File + "-wal").Length.ShouldBeLessThan(8 * 1024 * 1024);
    }

    private Task<SqliteStore> Open() =>
        SqliteStore.OpenAsync(new SqliteStoreOptions { Directory = _folder.Path, CacheMegabytes = 8 }, default);

    private void Execute(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private long Scalar(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={_folder.File};Pooling=False");
        connection.Open();
        return connection;
    }
}

using Clearance.Entities;
using Npgsql;

namespace Clearance.Storage.Tests;

/// <summary>Opening, refusing to open, migrations and roles.</summary>
[Collection(SharedPostgres.Name)]
public sealed class PostgresOpeningTests(PostgresDatabases databases)
{
    [Fact]
    public async Task A_database_without_tables_is_refused_with_what_to_do()
    {
        var bare = await databases.MakeBare();

        (await Should.ThrowAsync<StoreFormatException>(Open(bare))).Message.ShouldContain("Run its migrations first");
    }

    [Fact]
    public async Task Migrations_that_run_at_once_and_again_make_one_schema()
    {
        var bare = await databases.MakeBare();
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => PostgresMigrations.Run(bare)));
        await using (var store = await Open(bare))
        {
            await store.Commit([Make.Ledger(1, 0)], default);
        }

        await PostgresMigrations.Run(bare);

        await using var again = await Open(bare);
        (await again.LoadLedger(Make.Taxpayer(1), default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Two_databases_have_two_secrets()
    {
        var (one, other) = (await databases.MakeBare(), await databases.MakeBare());
        await PostgresMigrations.Run(one);
        await PostgresMigrations.Run(other);
        await using var first = await Open(one);
        await using var second = await Open(other);

        first.RegistrySecret.ToArray().ShouldNotBe(second.RegistrySecret.ToArray());
    }

    [Fact]
    public async Task A_newer_schema_is_refused_by_engine_and_migrations_and_left_alone()
    {
        var database = await databases.Make();
        await PostgresDatabases.Execute(database, "INSERT INTO clearance.schema_version (version) VALUES (99)");

        (await Should.ThrowAsync<StoreFormatException>(Open(database))).Message.ShouldContain("99");
        (await Should.ThrowAsync<StoreFormatException>(PostgresMigrations.Run(database))).Message.ShouldContain("99");

        (await PostgresDatabases.Execute(database, "SELECT epoch FROM clearance.lane")).ShouldBe(0L);
    }

    [Fact]
    public async Task A_store_without_its_secret_is_refused()
    {
        var database = await databases.Make();
        await PostgresDatabases.Execute(database, "UPDATE clearance.meta SET value = '\\x00' WHERE name = 'registry_secret'");

        (await Should.ThrowAsync<StoreFormatException>(Open(database))).Message.ShouldContain("secret");
    }

    [Fact]
    public async Task A_connection_string_that_is_none_is_refused_and_a_server_that_is_not_there_is_unavailable()
    {
        await Should.ThrowAsync<StoreFormatException>(Open("Host=127.0.0.1;Colour=blue"));
        await Should.ThrowAsync<StoreUnavailableException>(Open("Host=127.0.0.1;Port=1;Username=x;Database=x"));
        await Should.ThrowAsync<StoreUnavailableException>(
            PostgresMigrations.Run("Host=127.0.0.1;Port=1;Username=x;Database=x"));
    }

    [Fact]
    public async Task The_engine_needs_no_more_than_its_role()
    {
        var database = As("clearance_engine", await databases.Make());
        await using (var store = await Open(database))
        {
            await store.Commit(
                [
                    Make.Ledger(1, 0, Make.Resident(1, 1), Make.Settled(2, 1)) with
                    {
                        Identities = [new IdentityWrite(Make.Declaration(1), 0, null, [])],
                        Events = [Make.Event(1, EventOutcome.Pending)],
                        Answers = [Make.Event(1)],
                        Intents = [Make.Intent("a")],
                        Journal = [Make.Entry(1, 1)],
                        Parked = [Make.Parked("x")],
                        DeadLetters = [Make.Letter("Conflict")],
                    },
                ],
                default);
            var moved = Make.Ledger(1, 1, Make.Settled(1, 2), Make.Resident(2, 2)) with { Delivered = ["a"] };
            (await store.Commit([moved], default)).ShouldBe([CommitOutcome.Committed]);
        }

        foreach (var forbidden in (string[])
            ["DELETE FROM clearance.journal", "UPDATE clearance.journal SET body = ''", "DELETE FROM clearance.registry"])
        {
            var refusal = await Should.ThrowAsync<PostgresException>(PostgresDatabases.Execute(database, forbidden));
            refusal.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        }
    }

    [Fact]
    public async Task Readers_see_the_journal_and_not_the_secret()
    {
        var database = As("clearance_read", await databases.Make());

        (await PostgresDatabases.Execute(database, "SELECT count(*) FROM clearance.journal")).ShouldBe(0L);
        await Should.ThrowAsync<PostgresException>(PostgresDatabases.Execute(database, "SELECT * FROM clearance.meta"));
        await Should.ThrowAsync<StoreUnavailableException>(Open(database));
    }

    private static string As(string role, string connection) => $"{connection};Options=-c role={role}";

    private static Task<PostgresStore> Open(string connection) => PostgresStore.OpenAsync(
        new PostgresStoreOptions { ConnectionString = connection, LeaseTime = TimeSpan.FromSeconds(0.5) }, default);
}

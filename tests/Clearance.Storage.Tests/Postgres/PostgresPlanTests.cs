using System.Globalization;
using Clearance.Entities;

namespace Clearance.Storage.Tests;

/// <summary>What a group costs the server: it reads the rows it names, however much there is beside them.</summary>
[Collection(SharedPostgres.Name)]
public sealed class PostgresPlanTests(PostgresDatabases databases)
{
    private const int Group = 200;
    private const int Groups = 20;

    private const string RowsRead =
        """
        SELECT coalesce(max(reads), 0) FROM (
            SELECT sum(idx_tup_read) AS reads FROM pg_stat_user_indexes WHERE schemaname = 'clearance'
            GROUP BY regexp_replace(relname, '_[0-9]+$', '')) AS tables
        """;

    [Theory]
    [InlineData(RowOrigin.Unknown)]
    [InlineData(RowOrigin.Resident)]
    public async Task A_group_reads_its_own_rows_only_though_its_plans_were_made_for_empty_tables(RowOrigin resident)
    {
        var database = await databases.Make();
        await PostgresDatabases.Execute(database, "VACUUM (ANALYZE)");
        await using (var store = await PostgresStore.OpenAsync(new PostgresStoreOptions { ConnectionString = database }, default))
        {
            for (var warmUp = 0; warmUp < 3; warmUp++)
            {
                await Commit(store, [New(warmUp)]);
                await Commit(store, [Next(warmUp, resident)]);
                await Read(store, [warmUp]);
            }

            var numbers = Enumerable.Range(10, Group * Groups).Chunk(Group).ToList();
            foreach (var group in numbers)
            {
                await Commit(store, [.. group.Select(New)]);
            }

            foreach (var group in numbers)
            {
                await Read(store, group);
                await Commit(store, [.. group.Select(number => Next(number, resident))]);
            }
        }

        // Each row is looked up a few times; a walk would have read each of them once for every group.
        var read = Convert.ToInt64(await PostgresDatabases.Execute(database, RowsRead), CultureInfo.InvariantCulture);
        read.ShouldBeInRange(Group * Groups, 8 * Group * Groups);
    }

    private static async Task Commit(PostgresStore store, IReadOnlyList<CommitUnit> units) =>
        (await store.Commit(units, default)).ShouldAllBe(static outcome => outcome == CommitOutcome.Committed);

    private static async Task Read(PostgresStore store, int[] numbers)
    {
        (await store.FindEvents([.. numbers.Select(Make.Id)], default)).ShouldNotContain(static it => it == null);
        (await store.LoadIdentities([.. numbers.Select(Declaration)], default)).ShouldNotContain(static it => it == null);
    }

    private static Domain.DeclarationKey Declaration(int number) => Make.Declaration(number);

    /// <summary>A ledger with a row that stays, one that will settle and one that will come back, and all that goes with it.</summary>
    private static CommitUnit New(int number) =>
        Make.Ledger(number, 0, Make.Resident(1, 1), Make.Resident(2, 1), Make.Settled(3, 1)) with
        {
            Identities = [new IdentityWrite(Declaration(number), 0, null, [1])],
            Events = [Make.Event(number, EventOutcome.Pending)],
            Intents = [Make.Intent($"intent-{number}")],
            Journal = [Make.Entry(number, 1)],
        };

    private static CommitUnit Next(int number, RowOrigin resident) =>
        Make.Ledger(
            number, 1, Make.Resident(1, 2) with { Was = resident }, Make.Settled(2, 2) with { Was = resident }, Make.Resident(3, 2)) with
        {
            Identities = [new IdentityWrite(Declaration(number), 1, Make.Taxpayer(number), [2])],
            Answers = [Make.Event(number)],
            Delivered = [$"intent-{number}"],
            Journal = [Make.Entry(number, 2)],
        };
}

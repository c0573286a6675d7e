using Clearance.Entities;

namespace Clearance.Storage.Tests;

/// <summary>Groups of several lanes, at once and as one.</summary>
[Collection(SharedPostgres.Name)]
public sealed class PostgresLaneTests(PostgresDatabases databases)
{
    private const int Lanes = 3;

    /// <summary>For each lane the numbers of some taxpayers whose ledgers are in it.</summary>
    private static readonly int[][] Taxpayers =
    [
        .. Enumerable.Range(0, Lanes).Select(static lane =>
            Enumerable.Range(1, 300).Where(number => CommitLane.Of(Make.Taxpayer(number), Lanes) == lane).Take(20).ToArray()),
    ];

    [Fact]
    public void Ledgers_are_spread_over_the_lanes()
    {
        var counts = Enumerable.Range(1, 3_000).CountBy(static number => CommitLane.Of(Make.Taxpayer(number), 4));

        counts.Count().ShouldBe(4);
        counts.ShouldAllBe(static lane => lane.Value > 600);
    }

    [Fact]
    public async Task A_group_does_not_wait_for_one_of_another_lane()
    {
        using var held = new SemaphoreSlim(0);
        var isHeld = new TaskCompletionSource();
        await using var store = await Open(await databases.Make(), Lanes, step =>
            step == CommitStep.Committing && isHeld.TrySetResult() ? held.WaitAsync() : Task.CompletedTask);
        var waits = store.Commit([Make.Ledger(Taxpayers[0][0], 0)], default);
        await isHeld.Task.WaitAsync(TimeSpan.FromMinutes(3));

        (await store.Commit([Make.Ledger(Taxpayers[1][0], 0)], default)).ShouldBe([CommitOutcome.Committed]);
        var behind = store.Commit([Make.Ledger(Taxpayers[0][1], 0)], default);
        await Task.Delay(100);

        waits.IsCompleted.ShouldBeFalse();
        behind.IsCompleted.ShouldBeFalse();
        held.Release();
        (await waits).ShouldBe([CommitOutcome.Committed]);
        (await behind).ShouldBe([CommitOutcome.Committed]);
    }

    [Fact]
    public async Task Each_lane_of_the_journal_is_gapless_and_a_ledger_is_always_in_the_same()
    {
        const int Versions = 15;
        var database = await databases.Make();
        await using (var store = await Open(database, Lanes))
        {
            await Task.WhenAll(Taxpayers.Select(numbers => Task.Run(async () =>
            {
                for (var version = 0; version < Versions; version++)
                {
                    // Every second group has a unit that loses, and is written again without it.
                    CommitUnit[] loses = version % 2 == 0 ? [Journaled(numbers[0], version + 9)] : [];
                    var outcomes = await store.Commit([.. numbers.Select(number => Journaled(number, version)), .. loses], default);
                    outcomes.Count(static outcome => outcome == CommitOutcome.Committed).ShouldBe(numbers.Length);
                }
            })));

            var journal = await store.WholeJournal();
            journal.Count.ShouldBe(Versions * Taxpayers.Sum(static numbers => numbers.Length));
            journal.GroupBy(static record => record.Entry.Declaration)
                .ShouldAllBe(static chain => chain.Select(static record => record.Lane).Distinct().Count() == 1);
        }

        await using var again = await Open(database, 1);
        again.JournalLanes.ShouldBe(Lanes);
        await again.Commit([Journaled(Taxpayers[2][0], Versions)], default);
        (await again.WholeJournal()).Count.ShouldBe((Versions * Taxpayers.Sum(static numbers => numbers.Length)) + 1);
        var moved = (await again.ReadJournal(0, 0, 9_999, default))[^1];
        moved.After.ShouldBe(new JournalAt(2, ((Versions - 1) * Taxpayers[2].Length) + 1));
    }

    [Fact]
    public async Task An_entry_whose_declaration_had_one_in_another_lane_names_it()
    {
        await using var store = await Open(await databases.Make(), Lanes);
        var owner = Taxpayers[1][0];
        await store.Commit([new CommitUnit { Journal = [Make.Entry(99, 1), Make.Entry(owner, 1)] }], default);
        await store.Commit([Make.Ledger(owner, 0) with { Journal = [Make.Entry(owner, 2), Make.Entry(owner, 3)] }], default);

        var lane = await store.ReadJournal(1, 0, 9, default);

        lane.Select(static record => record.After).ShouldBe([new JournalAt(0, 2), null]);
        (await store.ReadJournal(1, 1, 9, default)).Single().Position.ShouldBe(2);
        (await store.ReadJournal(0, 0, 9, default)).ShouldAllBe(static record => record.After == null);
    }

    [Fact]
    public async Task Who_reads_the_journal_as_if_it_had_one_lane_is_told()
    {
        await using var store = await Open(await databases.Make(), Lanes);

        Should.Throw<InvalidOperationException>(() => { _ = store.ReadJournal(0, 9, default); });
    }

    [Fact]
    public async Task A_group_of_several_lanes_is_one_transaction()
    {
        var fail = false;
        await using var store = await Open(await databases.Make(), Lanes, step =>
            step == CommitStep.Committing && fail ? throw new IOException("the server is gone") : Task.CompletedTask);
        CommitUnit[] group = [.. Taxpayers.Select(static numbers => Journaled(numbers[0], 0))];
        fail = true;
        await Should.ThrowAsync<StoreUnavailableException>(store.Commit(group, default));
        (await store.WholeJournal()).ShouldBeEmpty();

        fail = false;
        (await store.Commit(group, default)).ShouldAllBe(static outcome => outcome == CommitOutcome.Committed);
        await Task.WhenAll(Taxpayers.Select(numbers => store.Commit([Journaled(numbers[0], 1)], default)));

        (await store.WholeJournal()).Count.ShouldBe(2 * Lanes);
    }

    [Fact]
    public async Task A_database_of_one_lane_is_migrated_and_goes_on_with_several()
    {
        var bare = await databases.MakeBare();
        await PostgresMigrations.RunTo(1, bare, default);
        await PostgresDatabases.Execute(
            bare,
            """
            UPDATE clearance.lane SET epoch = 7, last_journal = 2, last_intent = 5;
            INSERT INTO clearance.journal (position, declaration, sequence, hash, body)
            VALUES (1, 10000090005, 1, '', ''), (2, 10000090016, 1, '', '');
            INSERT INTO clearance.intent VALUES (5, 'old', 1, '000000000001', '000000000002', gen_random_uuid(), '');
            """);
        await PostgresMigrations.Run(bare);

        await using var store = await Open(bare, Lanes);
        await store.Commit([.. Taxpayers.Select(static numbers => Journaled(numbers[0], 0) with { Intents = [Make.Intent($"{numbers[0]}")] })], default);

        store.LeaseEpoch.ShouldBe(8);
        (await store.WholeJournal()).Count.ShouldBe(2 + Lanes);
        var intents = await store.PendingIntents(0, 9, default);
        intents.Count.ShouldBe(1 + Lanes);
        intents[0].Intent.Key.ShouldBe("old");
    }

    private static CommitUnit Journaled(int number, int version) =>
        Make.Ledger(number, version, Make.Resident(1, 1)) with { Journal = [Make.Entry(number, version + 1)] };

    private static Task<PostgresStore> Open(string connection, int lanes, Func<CommitStep, Task>? onStep = null) =>
        PostgresStore.OpenAsync(
            new PostgresStoreOptions { ConnectionString = connection, Lanes = lanes, OnStep = onStep }, default);
}

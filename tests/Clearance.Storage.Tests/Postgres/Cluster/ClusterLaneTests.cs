using Clearance.Entities;

namespace Clearance.Storage.Tests;

/// <summary>Lanes that change hands: journal, messages and dead letters stay whole and in order.</summary>
[Collection(SharedPostgres.Name)]
public sealed class ClusterLaneTests(PostgresDatabases databases)
{
    [Fact]
    public async Task Numbers_stay_unique_and_each_lane_gapless_though_processes_come_and_go()
    {
        var database = await databases.Make();
        var version = 0;
        for (var round = 0; round < 5; round++)
        {
            await using var one = await ClusterStores.Open(database, lanes: 1 + (round % 3));
            await using var other = await ClusterStores.Open(database, lanes: 1 + ((round + 1) % 2));
            foreach (var (member, from) in new[] { (one, 1), (other, 11) })
            {
                for (var taxpayer = from; taxpayer < from + 5; taxpayer++)
                {
                    var key = $"{round}-{taxpayer}";
                    (await member.Write(taxpayer, unit => unit with
                    {
                        Intents = [Make.Intent(key, taxpayer)],
                        DeadLetters = [Make.Letter(key)],
                        Parked = [Make.Parked(key)],
                    })).ShouldBe(CommitOutcome.Committed);
                }
            }

            version++;
        }

        await using var last = await ClusterStores.Open(database);
        (await last.Store.WholeJournal()).Count.ShouldBe(version * 10);
        (await last.Store.PendingIntents(0, 999, default)).Select(static it => it.Sequence).Distinct().Count().ShouldBe(version * 10);
        (await last.Store.ParkedEvents(null, 999, default)).Select(static it => it.Sequence).Distinct().Count().ShouldBe(version * 10);
        (await Letters(last.Store)).Count.ShouldBe(version * 10);
    }

    [Fact]
    public async Task An_entry_of_a_ledger_that_moved_names_the_one_before_it()
    {
        var database = await databases.Make();
        await using var one = await ClusterStores.Open(database);
        await using var other = await ClusterStores.Open(database);
        await one.Write(1);
        await one.Release(1);
        await other.Write(1);

        var moved = (await other.Store.ReadJournal(other.Lanes().Single(), 0, 9, default)).Single();

        moved.After.ShouldBe(new JournalAt(one.Lanes().Single(), 1));
    }

    [Fact]
    public async Task What_a_sender_sent_in_several_lanes_is_in_the_order_it_was_sent()
    {
        var database = await databases.Make();
        await using var one = await ClusterStores.Open(database);
        await using var other = await ClusterStores.Open(database);

        // The first lane's numbers are ahead by far.
        for (var i = 0; i < 20; i++)
        {
            await one.Write(50, unit => unit with { Intents = [Make.Intent($"ahead {i}", 50)] });
        }

        await one.Write(1, static unit => unit with { Intents = [Make.Intent("first"), Make.Intent("second")] });
        await one.Release(1);
        await other.Write(1, static unit => unit with { Intents = [Make.Intent("third")] });

        (await other.Cluster.IntentsOf(Make.Taxpayer(1), default)).Select(static it => it.Key).ShouldBe(["first", "second", "third"]);
        var stored = await other.Store.PendingIntents(0, 99, default);
        stored.Where(static it => it.Intent.Sender == Make.Taxpayer(1)).OrderBy(static it => it.SentAt).Select(static it => it.IsOurs)
            .ShouldBe([false, false, true]);
    }

    [Fact]
    public async Task What_waits_for_a_ledger_that_moved_is_in_the_order_in_which_it_came()
    {
        var database = await databases.Make();
        await using var one = await ClusterStores.Open(database);
        await using var other = await ClusterStores.Open(database);
        for (var i = 0; i < 20; i++)
        {
            await one.Write(50, unit => unit with { Parked = [Make.Parked("ahead")] });
        }

        await one.Write(1, static unit => unit with { Parked = [Make.Parked("x", "first"), Make.Parked("x", "second")] });
        await one.Release(1);
        await other.Write(1, static unit => unit with { Parked = [Make.Parked("x", "third"), Make.Parked("x", "fourth")] });

        (await one.Store.ParkedEvents("x", 9, default)).Select(static it => it.Why).ShouldBe(["first", "second", "third", "fourth"]);
    }

    [Fact]
    public async Task What_a_dead_process_left_undelivered_and_unpublished_is_the_others()
    {
        var database = await databases.Make();
        var clock = new ClusterStores.FreezingClock();
        await using var one = await ClusterStores.Open(database, clock: clock);
        await using var other = await ClusterStores.Open(database);
        await one.Write(1, static unit => unit with { Intents = [Make.Intent("left")], DeadLetters = [Make.Letter("left")] });
        var lane = one.Lanes().Single();
        (await other.Store.PendingIntents(0, 9, default)).Single().IsOurs.ShouldBeFalse();
        (await one.Store.PendingIntents(0, 9, default)).Single().IsOurs.ShouldBeTrue();
        clock.Freeze();

        await StoreGroups.Until(() => other.Store.LanesOf(PublishedSource.Journal).Any(it => it.Number == lane), "the lane is adopted");

        (await other.Store.PendingIntents(0, 9, default)).Single().IsOurs.ShouldBeTrue();
        other.Store.LanesOf(PublishedSource.Journal).Single(it => it.Number == lane).End.ShouldBe(1);
        clock.Wake();
    }

    [Fact]
    public async Task An_engine_alone_publishes_what_a_cluster_left_in_lanes_beyond_its_own()
    {
        var database = await databases.Make();
        await using (var one = await ClusterStores.Open(database, lanes: 2))
        await using (var other = await ClusterStores.Open(database, lanes: 2))
        {
            await other.Write(1, static unit => unit with { DeadLetters = [Make.Letter("left")] });
        }

        await using var alone = await PostgresStore.OpenAsync(
            new PostgresStoreOptions { ConnectionString = database, LeaseTime = ClusterStores.LeaseTime }, default);

        var lanes = alone.LanesOf(PublishedSource.Journal);
        lanes.Count.ShouldBe(32);
        lanes.Where(static lane => lane.End is null).Select(static lane => lane.Number).ShouldBe([0]);
        lanes.Single(static lane => lane.End > 0).End.ShouldBe(1);
        (await alone.WholeJournal()).Count.ShouldBe(1);
        (await Letters(alone)).ShouldBe(["left"]);
    }

    [Fact]
    public async Task Dead_letters_published_of_four_lanes_are_published_of_thirty_two()
    {
        var bare = await databases.MakeBare();
        await PostgresMigrations.RunTo(3, bare, default);
        await PostgresDatabases.Execute(
            bare,
            """
            UPDATE clearance.lane SET last_letter = 9, epoch = 3;
            INSERT INTO clearance.dead_letter (sequence, stream, received_at, code, detail, raw)
            SELECT n * 4 + lane, 1, 0, lane || ':' || n, '', '' FROM generate_series(1, 9) AS n, generate_series(0, 3) AS lane;
            INSERT INTO clearance.published VALUES (1, 0, 20), (1, 1, 37), (1, 3, 7), (0, 1, 4);
            """);
        await PostgresMigrations.Run(bare);
        await using var store = await PostgresStore.OpenAsync(new PostgresStoreOptions { ConnectionString = bare }, default);

        var published = (await store.LoadPublished(default)).Where(static it => it.Source == PublishedSource.DeadLetters)
            .ToDictionary(static it => it.Lane, static it => it.Through);
        var left = new List<string>();
        foreach (var lane in store.LanesOf(PublishedSource.DeadLetters))
        {
            var letters = await store.ReadDeadLetters(lane.Number, published.GetValueOrDefault(lane.Number), 99, default);
            left.AddRange(letters.Select(static it => it.Letter.Code));
        }

        left.Order().ShouldBe(
            [.. Codes(0, 6, 9), .. Codes(2, 1, 9), .. Codes(3, 2, 9)]);
        (await store.LoadPublished(default)).Count(static it => it.Source == PublishedSource.Journal).ShouldBe(1);

        static IEnumerable<string> Codes(int lane, int from, int to) =>
            Enumerable.Range(from, to - from + 1).Select(n => $"{lane}:{n}");
    }

    private static async Task<List<string>> Letters(PostgresStore store)
    {
        var codes = new List<string>();
        for (var lane = 0; lane < store.DeadLetterLanes; lane++)
        {
            codes.AddRange((await store.ReadDeadLetters(lane, 0, 999, default)).Select(static it => it.Letter.Code));
        }

        return codes;
    }
}

using System.Collections.Concurrent;
using Clearance.Domain;
using Clearance.Entities;
using Npgsql;

namespace Clearance.Storage.Tests;

/// <summary>Of several processes one has a ledger.</summary>
[Collection(SharedPostgres.Name)]
public sealed class ClusterClaimTests(PostgresDatabases databases)
{
    [Fact]
    public async Task Two_processes_write_their_own_ledgers_side_by_side()
    {
        var database = await databases.Make();
        await using var one = await ClusterStores.Open(database, lanes: 2);
        await using var other = await ClusterStores.Open(database, lanes: 2);
        one.Lanes().Intersect(other.Lanes()).ShouldBeEmpty();

        await Task.WhenAll(
            Task.Run(() => WriteAll(one, 1)),
            Task.Run(() => WriteAll(other, 101)));

        // The other joined last and has known all lanes from its start; the first hears of the other's with its next beat.
        var journal = new List<JournalRecord>();
        for (var lane = 0; lane < other.Store.JournalLanes; lane++)
        {
            var entries = await other.Store.ReadJournal(lane, 0, 9_999, default);
            entries.Select(static it => it.Position).ShouldBe(Enumerable.Range(1, entries.Count).Select(static it => (long)it));
            journal.AddRange(entries);
        }

        journal.Count.ShouldBe(2 * 10 * 8);
        journal.Select(static it => it.Lane).Distinct().Count().ShouldBe(4);

        static async Task WriteAll(ClusterStores.Member member, int from)
        {
            for (var version = 0; version < 8; version++)
            {
                for (var taxpayer = from; taxpayer < from + 10; taxpayer++)
                {
                    (await member.Write(taxpayer)).ShouldBe(CommitOutcome.Committed);
                }
            }
        }
    }

    [Fact]
    public async Task Who_has_not_claimed_a_ledger_commits_nothing_to_it()
    {
        var database = await databases.Make();
        await using var one = await ClusterStores.Open(database);
        await using var other = await ClusterStores.Open(database);
        await one.Write(1);

        (await other.Commit(1, from: 1)).ShouldBe(CommitOutcome.Conflict);
        (await other.Commit(2, from: 0)).ShouldBe(CommitOutcome.Conflict);

        (await one.Load(1))!.Version.ShouldBe(1);
    }

    [Fact]
    public async Task A_ledger_is_not_given_away_while_its_process_lives_not_even_one_that_does_not_exist()
    {
        var database = await databases.Make();
        await using var one = await ClusterStores.Open(database);
        await using var other = await ClusterStores.Open(database);
        await one.Write(1);
        (await one.Load(2)).ShouldBeNull();
        one.Cluster.Wanted = static _ => { };

        for (var tries = 0; tries < 4; tries++)
        {
            await Should.ThrowAsync<StoreUnavailableException>(other.Load(1));
            await Should.ThrowAsync<StoreUnavailableException>(other.Load(2));
        }

        (await one.Commit(1, from: 1)).ShouldBe(CommitOutcome.Committed);
        (await one.Commit(2, from: 0)).ShouldBe(CommitOutcome.Committed);
    }

    [Fact]
    public async Task A_released_ledger_is_anybodys_and_of_one_that_does_not_exist_nothing_is_left()
    {
        var database = await databases.Make();
        await using var one = await ClusterStores.Open(database);
        await using var other = await ClusterStores.Open(database);
        await one.Write(1);
        await one.Load(2);
        await one.Release(1);
        await one.Release(2);
        (await PostgresDatabases.Execute(database, "SELECT count(*) FROM clearance.ledger")).ShouldBe(1L);

        (await other.Load(1))!.Version.ShouldBe(1);
        (await other.Load(2)).ShouldBeNull();
        (await other.Cluster.IsAt(Make.Taxpayer(1), 1, default)).ShouldBeTrue();
        (await one.Cluster.IsAt(Make.Taxpayer(1), 1, default)).ShouldBeFalse("it is another's to write");

        (await other.Commit(1, from: 1)).ShouldBe(CommitOutcome.Committed);
        (await other.Commit(2, from: 0)).ShouldBe(CommitOutcome.Committed);
        (await one.Commit(1, from: 2)).ShouldBe(CommitOutcome.Conflict);
        (await one.Commit(2, from: 1)).ShouldBe(CommitOutcome.Conflict);
    }

    [Fact]
    public async Task What_is_asked_for_is_let_go_where_it_is_in_use_and_the_asker_gets_it()
    {
        var database = await databases.Make();
        await using var one = await ClusterStores.Open(database);
        await using var other = await ClusterStores.Open(database, claimWithin: TimeSpan.FromSeconds(20));
        await one.Write(1);
        var asked = new ConcurrentQueue<TaxpayerId>();
        one.Cluster.Wanted = taxpayer =>
        {
            asked.Enqueue(taxpayer);
            _ = one.Release(1);
        };

        (await other.Load(1))!.Version.ShouldBe(1);

        asked.ShouldContain(Make.Taxpayer(1));
        (await other.Commit(1, from: 1)).ShouldBe(CommitOutcome.Committed);
    }

    [Fact]
    public async Task A_claim_that_nothing_uses_is_given_up_when_it_is_asked_for()
    {
        var database = await databases.Make();
        await using var one = await ClusterStores.Open(database);
        await using var other = await ClusterStores.Open(database, claimWithin: TimeSpan.FromSeconds(20));
        await one.Write(1);
        await PostgresDatabases.Execute(
            database, $"UPDATE clearance.ledger SET claim = {one.Store.LeaseEpoch} WHERE taxpayer = '{Make.Taxpayer(1)}'");
        await one.Release(1);
        await PostgresDatabases.Execute(
            database, $"UPDATE clearance.ledger SET claim = {one.Store.LeaseEpoch} WHERE taxpayer = '{Make.Taxpayer(1)}'");

        (await other.Load(1))!.Version.ShouldBe(1);
    }

    [Fact]
    public async Task A_release_of_an_earlier_load_takes_nothing_from_a_later_one()
    {
        var database = await databases.Make();
        await using var one = await ClusterStores.Open(database);
        await one.Write(1);
        var earlier = one.Cluster.ClaimOf(Make.Taxpayer(1));
        await one.Load(1);

        await one.Cluster.Release(Make.Taxpayer(1), earlier);

        (await one.Commit(1, from: 1)).ShouldBe(CommitOutcome.Committed);
    }

    [Fact]
    public async Task Loads_and_releases_of_many_at_once_never_leave_a_ledger_with_two_or_with_nobody_for_ever()
    {
        var database = await databases.Make();
        await using var one = await ClusterStores.Open(database, claimWithin: TimeSpan.FromSeconds(30));
        await using var other = await ClusterStores.Open(database, claimWithin: TimeSpan.FromSeconds(30));
        var users = 0;
        using var inUse = new SemaphoreSlim(1);
        one.Cluster.Wanted = other.Cluster.Wanted = static _ => { };
        var written = 0;

        await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(async () =>
        {
            var member = n % 2 == 0 ? one : other;
            for (var round = 0; round < 12; round++)
            {
                if (n < 4)
                {
                    // Loads a ledger of its own again and again beside the others.
                    (await member.Write(50 + n)).ShouldBe(CommitOutcome.Committed);
                    await member.Release(50 + n);
                    continue;
                }

                await inUse.WaitAsync();
                Interlocked.Increment(ref users).ShouldBe(1);
                (await member.Write(1)).ShouldBe(CommitOutcome.Committed);
                written++;
                Interlocked.Decrement(ref users);
                await member.Release(1);
                inUse.Release();
            }
        })));

        (await one.Load(1))!.Version.ShouldBe(written);
    }

    [Fact]
    public async Task An_engine_alone_finds_what_a_cluster_claimed_and_did_not_write()
    {
        var database = await databases.Make();
        await using (var one = await ClusterStores.Open(database))
        {
            await one.Write(1);
            await one.Load(2);
        }

        await using var alone = await PostgresStore.OpenAsync(
            new PostgresStoreOptions { ConnectionString = database, LeaseTime = ClusterStores.LeaseTime }, default);

        (await alone.LoadLedger(Make.Taxpayer(2), default)).ShouldBeNull();
        (await alone.Commit([Make.Ledger(2, 0), Make.Ledger(1, 1)], default)).ShouldAllBe(static it => it == CommitOutcome.Committed);
        (await alone.Commit([Make.Ledger(2, 0)], default)).ShouldBe([CommitOutcome.Conflict]);
        (await alone.LoadLedger(Make.Taxpayer(2), default))!.Version.ShouldBe(1);
    }

    [Fact]
    public async Task A_claim_stays_through_a_connection_that_is_cut_off()
    {
        var database = await databases.Make();
        await using var one = await ClusterStores.Open(database);
        await using var other = await ClusterStores.Open(database);
        await one.Write(1);
        await PostgresDatabases.Execute(
            database,
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            + " WHERE datname = current_database() AND pid <> pg_backend_pid()");

        await Should.ThrowAsync<StoreUnavailableException>(other.Load(1));
        await StoreGroups.Until(() => one.Store.HoldsLease && other.Store.HoldsLease, "both are back");

        (await one.Load(1))!.Version.ShouldBe(1);
        NpgsqlConnection.ClearAllPools();
    }
}

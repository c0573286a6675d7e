using Clearance.Entities;

namespace Clearance.Storage.Tests;

/// <summary>Processes that come, go, die, or stand still.</summary>
[Collection(SharedPostgres.Name)]
public sealed class ClusterMemberTests(PostgresDatabases databases)
{
    [Fact]
    public async Task What_a_process_that_left_had_is_free_at_once()
    {
        var database = await databases.Make();
        await using var other = await ClusterStores.Open(database);
        var one = await ClusterStores.Open(database);
        await one.Write(1);
        var lanes = one.Lanes();
        await one.DisposeAsync();

        (await other.Load(1))!.Version.ShouldBe(1);
        await StoreGroups.Until(() => Adopted(other).IsSupersetOf(lanes), "the lanes are the other's");
        (await other.Commit(1, from: 1)).ShouldBe(CommitOutcome.Committed);
    }

    [Fact]
    public async Task A_process_that_stands_still_is_ended_and_what_it_had_is_taken_over()
    {
        var database = await databases.Make();
        var clock = new ClusterStores.FreezingClock();
        await using var one = await ClusterStores.Open(database, clock: clock);
        await using var other = await ClusterStores.Open(database);
        await one.Write(1);
        var (epoch, lanes) = (one.Store.LeaseEpoch, one.Lanes());
        one.Store.HoldsLease.ShouldBeTrue();
        clock.Freeze();

        await StoreGroups.Until(() => !one.Store.HoldsLease, "the lease is over by the one's own clock");
        await StoreGroups.Until(() => Adopted(other).IsSupersetOf(lanes), "its lanes are the other's");
        (await other.Load(1))!.Version.ShouldBe(1);

        // It may still have a group in its hands: nothing of it is committed.
        await Should.ThrowAsync<StoreUnavailableException>(one.Commit(2, from: 0));
        (await other.Commit(1, from: 1)).ShouldBe(CommitOutcome.Committed);
        one.Cluster.Holds(epoch).ShouldBeFalse();
        clock.Wake();
    }

    [Fact]
    public async Task A_process_that_wakes_is_another_one_and_what_it_had_loaded_is_never_shown_again()
    {
        var database = await databases.Make();
        var clock = new ClusterStores.FreezingClock();
        await using var one = await ClusterStores.Open(database, clock: clock);
        await using var other = await ClusterStores.Open(database);
        await one.Write(1);
        var epoch = one.Store.LeaseEpoch;
        one.Cluster.Holds(epoch).ShouldBeTrue();
        clock.Freeze();
        await StoreGroups.Until(() => EndedInStore(database, epoch), "it is ended");
        await other.Write(1);
        clock.Wake();

        await StoreGroups.Until(() => one.Store.HoldsLease || one.Cluster.Holds(epoch), "it is a process again");

        one.Cluster.Holds(epoch).ShouldBeFalse();
        one.Store.LeaseEpoch.ShouldBeGreaterThan(epoch);
        one.Lanes().ShouldNotBeEmpty();
        (await one.Commit(1, from: 2)).ShouldBe(CommitOutcome.Conflict);
        (await one.Write(9)).ShouldBe(CommitOutcome.Committed);
        await Should.ThrowAsync<StoreUnavailableException>(one.Load(1));
    }

    [Fact]
    public async Task The_last_process_that_stood_still_ends_itself_by_nobody_and_goes_on()
    {
        var database = await databases.Make();
        var clock = new ClusterStores.FreezingClock();
        await using var one = await ClusterStores.Open(database, clock: clock);
        await one.Write(1);
        var epoch = one.Store.LeaseEpoch;
        clock.Freeze();
        await StoreGroups.Until(() => !one.Store.HoldsLease, "the lease is over");
        clock.Wake();

        await StoreGroups.Until(() => one.Store.HoldsLease, "it is held again");

        one.Store.LeaseEpoch.ShouldBe(epoch);
        (await one.Commit(1, from: 1)).ShouldBe(CommitOutcome.Committed);
    }

    [Fact]
    public async Task A_database_is_a_clusters_or_one_engines()
    {
        var database = await databases.Make();
        await using (var one = await ClusterStores.Open(database))
        {
            (await Should.ThrowAsync<StoreInUseException>(Alone(database))).Message.ShouldContain($"process {Environment.ProcessId}");
            one.Store.HoldsLease.ShouldBeTrue();
        }

        await using (await Alone(database))
        {
            await Should.ThrowAsync<StoreInUseException>(ClusterStores.Open(database));
        }

        await using var again = await ClusterStores.Open(database);
        again.Store.HoldsLease.ShouldBeTrue();
    }

    [Fact]
    public async Task After_an_engine_alone_that_was_killed_a_cluster_waits_and_fences_it()
    {
        var database = await databases.Make();
        await using var alone = await Alone(database);
        await alone.Commit([Make.Ledger(1, 0)], default);

        // Its lock is gone, and it does not know yet.
        await PostgresDatabases.Execute(
            database,
            "SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory' AND granted"
            + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");
        await using var one = await ClusterStores.Open(database);

        await Should.ThrowAsync<StoreUnavailableException>(alone.Commit([Make.Ledger(2, 0)], default));
        alone.HoldsLease.ShouldBeFalse();
        one.Store.HoldsLease.ShouldBeTrue();
        one.Store.LeaseEpoch.ShouldBeGreaterThan(alone.LeaseEpoch);
        (await one.Write(1)).ShouldBe(CommitOutcome.Committed);
    }

    [Fact]
    public async Task More_processes_than_there_are_lanes_for_are_refused()
    {
        var database = await databases.Make();
        var members = new List<ClusterStores.Member>();
        try
        {
            for (var i = 0; i < 8; i++)
            {
                members.Add(await ClusterStores.Open(database, lanes: 4));
            }

            (await Should.ThrowAsync<StoreUnavailableException>(ClusterStores.Open(database))).Message.ShouldContain("lanes");
            members.SelectMany(static member => member.Lanes()).Distinct().Count().ShouldBe(32);
        }
        finally
        {
            foreach (var member in members)
            {
                await member.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task One_process_sweeps_and_another_when_it_is_gone()
    {
        var database = await databases.Make();
        var one = await ClusterStores.Open(database);
        await using var other = await ClusterStores.Open(database);
        (one.Cluster.Sweeps, other.Cluster.Sweeps).ShouldBe((true, false));
        var changes = other.Cluster.Changes;
        await one.DisposeAsync();

        await StoreGroups.Until(() => other.Cluster.Sweeps, "the other sweeps");

        other.Cluster.Changes.ShouldBeGreaterThan(changes);
    }

    private static HashSet<int> Adopted(ClusterStores.Member member) =>
        [.. member.Store.LanesOf(PublishedSource.Journal).Select(static lane => lane.Number)];

    private static bool EndedInStore(string database, long epoch) => PostgresDatabases
        .Execute(database, $"SELECT 1 FROM clearance.process WHERE epoch = {epoch} AND NOT ended").GetAwaiter().GetResult() is null;

    private static Task<PostgresStore> Alone(string database) => PostgresStore.OpenAsync(
        new PostgresStoreOptions { ConnectionString = database, LeaseTime = ClusterStores.LeaseTime }, default);
}

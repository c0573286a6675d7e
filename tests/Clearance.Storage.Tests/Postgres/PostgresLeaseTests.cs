using System.Diagnostics;
using Clearance.Entities;

namespace Clearance.Storage.Tests;

/// <summary>One engine at a time, whatever becomes of its connections.</summary>
[Collection(SharedPostgres.Name)]
public sealed class PostgresLeaseTests(PostgresDatabases databases)
{
    private const string LeaseSession =
        "(SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted"
        + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))";

    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(0.6);

    [Fact]
    public async Task A_second_engine_is_refused_by_name_and_leaves_the_first_one_working()
    {
        var database = await databases.Make();
        await using var first = await Open(database);

        var refusal = await Should.ThrowAsync<StoreInUseException>(Open(database));

        refusal.Message.ShouldContain("PostgreSQL database");
        refusal.Message.ShouldContain($"process {Environment.ProcessId}");
        (await first.Commit([Make.Ledger(1, 0)], default)).ShouldBe([CommitOutcome.Committed]);
        first.HoldsLease.ShouldBeTrue();
    }

    [Fact]
    public async Task After_an_engine_that_took_its_leave_the_next_does_not_wait_and_after_another_it_does()
    {
        var database = await databases.Make();
        var patient = TimeSpan.FromSeconds(30);
        await (await Open(database, patient)).DisposeAsync();
        var watch = Stopwatch.StartNew();
        await (await Open(database, patient)).DisposeAsync();
        watch.Elapsed.ShouldBeLessThan(patient);

        await PostgresDatabases.Execute(database, "UPDATE clearance.lane SET holder = 'somebody killed'");
        watch.Restart();
        await using var after = await Open(database);

        watch.Elapsed.ShouldBeGreaterThanOrEqualTo(LeaseTime);
        after.LeaseEpoch.ShouldBe(3);
        await StoreGroups.Until(() => after.HoldsLease, "its lease holds");
    }

    [Fact]
    public async Task A_fenced_engine_commits_nothing_more()
    {
        var database = await databases.Make();
        await using var store = await Open(database);
        await store.Commit([Make.Ledger(1, 0)], default);
        await PostgresDatabases.Execute(database, "UPDATE clearance.lane SET epoch = epoch + 1");

        await Should.ThrowAsync<StoreUnavailableException>(store.Commit([Make.Ledger(2, 0)], default));

        store.HoldsLease.ShouldBeFalse();
        await Should.ThrowAsync<StoreUnavailableException>(store.Commit([Make.Ledger(2, 0)], default));
        (await store.LoadLedger(Make.Taxpayer(2), default)).ShouldBeNull();
    }

    [Fact]
    public async Task An_engine_whose_lease_is_cut_off_takes_it_again_while_nobody_else_has_written()
    {
        var database = await databases.Make();
        await using var store = await Open(database);
        var session = await PostgresDatabases.Execute(database, $"SELECT {LeaseSession}");

        await PostgresDatabases.Execute(database, $"SELECT pg_terminate_backend({session})");

        await StoreGroups.Until(() => store.HoldsLease && Session() is { } now && !now.Equals(session), "the lease is held again");
        (await store.Commit([Make.Ledger(1, 0)], default)).ShouldBe([CommitOutcome.Committed]);
        await Should.ThrowAsync<StoreInUseException>(Open(database));

        object? Session() => PostgresDatabases.Execute(database, $"SELECT {LeaseSession}").GetAwaiter().GetResult() as int?;
    }

    [Fact]
    public async Task An_engine_whose_lease_another_took_never_trusts_it_again()
    {
        var database = await databases.Make();
        await using var store = await Open(database);
        await PostgresDatabases.Execute(
            database,
            $"UPDATE clearance.lane SET epoch = epoch + 1; SELECT pg_terminate_backend({LeaseSession})");

        await StoreGroups.Until(() => !store.HoldsLease, "the lease is lost");
        await Task.Delay(LeaseTime * 2);

        store.HoldsLease.ShouldBeFalse();
        store.LostBecause!.ShouldContain("another engine has taken the lease of PostgreSQL");
        await using var next = await Open(database);
        next.HoldsLease.ShouldBeTrue();
        next.LostBecause.ShouldBeNull();
    }

    [Fact]
    public async Task An_idle_engine_learns_that_another_has_its_lease_while_that_one_has_it()
    {
        var database = await databases.Make();
        await using var store = await Open(database);
        var taking = Open(database);
        await PostgresDatabases.Execute(database, $"SELECT pg_terminate_backend({LeaseSession})");
        await using var other = await taking;

        await StoreGroups.Until(() => store.LostBecause is not null, "the lease is lost for good");

        other.HoldsLease.ShouldBeTrue();
        other.LostBecause.ShouldBeNull();
        (await other.Commit([Make.Ledger(1, 0)], default)).ShouldBe([CommitOutcome.Committed]);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    [InlineData(0, -1)]
    public async Task A_lease_is_trusted_by_both_clocks_or_not_at_all(int monotonicSeconds, int wallSeconds)
    {
        var clock = new StillClock();
        await using var store = await PostgresStore.OpenAsync(
            new PostgresStoreOptions { ConnectionString = await databases.Make(), LeaseTime = LeaseTime, Clock = clock }, default);
        store.HoldsLease.ShouldBeTrue();

        clock.Monotonic += TimeSpan.FromSeconds(monotonicSeconds);
        clock.Wall += TimeSpan.FromSeconds(wallSeconds);

        store.HoldsLease.ShouldBeFalse();
    }

    [Fact]
    public async Task A_closed_store_holds_no_lease_and_answers_that_it_is_unavailable()
    {
        var store = await Open(await databases.Make());
        await store.DisposeAsync();
        await store.DisposeAsync();

        store.HoldsLease.ShouldBeFalse();
        await Should.ThrowAsync<StoreUnavailableException>(store.Commit([new CommitUnit()], default));
        await Should.ThrowAsync<StoreUnavailableException>(store.LoadLedger(Make.Taxpayer(1), default));
    }

    private static Task<PostgresStore> Open(string connection, TimeSpan? leaseTime = null) => PostgresStore.OpenAsync(
        new PostgresStoreOptions { ConnectionString = connection, LeaseTime = leaseTime ?? LeaseTime }, default);

    /// <summary>Stands still; nothing that waits for it ever ends.</summary>
    private sealed class StillClock : TimeProvider
    {
        public TimeSpan Monotonic { get; set; }

        public DateTimeOffset Wall { get; set; } = DateTimeOffset.UnixEpoch;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Monotonic.Ticks;

        public override DateTimeOffset GetUtcNow() => Wall;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}

using Clearance.Entities;
using Microsoft.Data.Sqlite;

namespace Clearance.Storage.Tests;

/// <summary>Events and journal entries that are appended first and sorted in later.</summary>
public sealed class SortingInTests : IDisposable
{
    private const int PerCommit = 10;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Events_are_sorted_in_and_leave_the_log()
    {
        await using var store = await Open(window: 200);
        await Commit(store, 0, 300);
        await UntilSorted(store, 300);

        Scalar("SELECT COUNT(*) FROM registry").ShouldBeGreaterThan(1_000);
        Scalar("SELECT COUNT(*) FROM registry_log").ShouldBeLessThan(2_000);
        Scalar("SELECT COUNT(*) FROM journal_index").ShouldBeGreaterThan(1_000);
    }

    [Fact]
    public async Task An_event_that_was_absent_at_any_mark_is_a_conflict_once_it_is_there()
    {
        await using var store = await Open(window: 64);
        var marks = new List<long>();
        for (var i = 0; i < 120; i++)
        {
            marks.Add(store.RegistryMark);
            await Commit(store, i, 1);
            for (var before = 0; before <= i; before += 3)
            {
                // Absent then: it came with the commit right after that mark.
                var repeated = new CommitUnit { Events = [Make.Event(before * PerCommit) with { AbsentAt = marks[before] }] };
                (await store.Commit([repeated], default)).ShouldBe([CommitOutcome.Conflict], $"{before} after {i}");
            }
        }

        marks.Distinct().Count().ShouldBeGreaterThan(2);
    }

    [Fact]
    public async Task An_event_is_known_at_every_moment_of_its_sorting_in()
    {
        await using var store = await Open(window: 64);
        var known = 0;
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 200; i++)
            {
                await Commit(store, i, 1);
                Volatile.Write(ref known, (i + 1) * PerCommit);
            }
        });

        var random = new Random(3);
        while (!writing.IsCompleted)
        {
            var most = Volatile.Read(ref known);
            var ids = Enumerable.Range(0, 20).Select(_ => random.Next(Math.Max(1, most))).ToArray();
            var found = await store.FindEvents([.. ids.Select(Make.Id)], default);
            for (var i = 0; i < ids.Length && ids[i] < most; i++)
            {
                found[i].ShouldBe(Make.Event(ids[i]));
            }

            if (most > 0)
            {
                var chain = await store.ReadJournal(Make.Declaration(ids[0] % PerCommit), 1, 500, default);
                chain.Count.ShouldBeGreaterThanOrEqualTo(most / PerCommit);
                chain.Select(static it => it.Entry.Sequence).ShouldBe(Enumerable.Range(1, chain.Count).Select(i => (long)i));
            }
        }

        await writing;
    }

    [Fact]
    public async Task An_event_is_a_conflict_before_during_and_after_its_sorting_in()
    {
        await using var store = await Open(window: 40);
        for (var i = 0; i < 60; i++)
        {
            await Commit(store, i, 1);
            for (var earlier = 0; earlier <= i; earlier += 7)
            {
                var repeated = new CommitUnit { Events = [Make.Event((earlier * PerCommit) + (i % PerCommit))] };
                (await store.Commit([repeated], default)).ShouldBe([CommitOutcome.Conflict]);
            }
        }
    }

    [Fact]
    public async Task An_answer_reaches_an_event_wherever_it_is()
    {
        await using var store = await Open(window: 30);
        for (var i = 0; i < 40; i++)
        {
            await store.Commit([new CommitUnit { Events = [Make.Event(100_000 + i, EventOutcome.Pending)] }], default);
            await Commit(store, i, 1);
        }

        for (var i = 0; i < 40; i++)
        {
            var answer = new CommitUnit { Answers = [Make.Event(100_000 + i, EventOutcome.Rejected, [(byte)i])] };
            (await store.Commit([answer], default)).ShouldBe([CommitOutcome.Committed]);
            (await store.Commit([answer], default)).ShouldBe([CommitOutcome.Conflict]);
            await Commit(store, 40 + i, 1);
        }

        var found = await store.FindEvents([.. Enumerable.Range(100_000, 40).Select(Make.Id)], default);
        found.Select(static it => it!.Outcome).ShouldAllBe(static it => it == EventOutcome.Rejected);
        found.Select(static it => it!.Rejection![0]).ShouldBe(Enumerable.Range(0, 40).Select(static i => (byte)i));
    }

    [Theory]
    [InlineData(25)]
    [InlineData(37)]
    [InlineData(61)]
    public async Task A_crash_in_the_middle_of_sorting_in_loses_and_doubles_nothing(int commits)
    {
        await using var store = await Open(window: 50);
        await Commit(store, 0, commits);

        using var crashed = _folder.Snapshot();
        await using var after = await SqliteStore.OpenAsync(
            new SqliteStoreOptions { Directory = crashed.Path, RegistryWindow = 20, JournalWindow = 20 }, default);
        await Commit(after, commits, commits);

        var ids = Enumerable.Range(0, 2 * commits * PerCommit).Select(Make.Id).ToArray();
        (await after.FindEvents(ids, default)).ShouldAllBe(static it => it != null);
        for (var declaration = 0; declaration < PerCommit; declaration++)
        {
            var chain = await after.ReadJournal(Make.Declaration(declaration), 1, 10_000, default);
            chain.Count.ShouldBe(2 * commits);
        }

        (await after.ReadJournal(0, 100_000, default)).Count.ShouldBe(2 * commits * PerCommit);
    }

    [Fact]
    public async Task After_reopening_with_everything_sorted_in_and_deleted_numbers_go_on()
    {
        await using (var store = await Open(window: 10))
        {
            await Commit(store, 0, 50);
            await UntilSorted(store, 50);
        }

        await using var again = await Open(window: 10);
        await Commit(again, 1_000, 50);
        (await again.FindEvents([Make.Id(5), Make.Id(10_005)], default)).ShouldAllBe(static it => it != null);
    }

    /// <summary>Commits of ten events, and an entry for each of ten declarations.</summary>
    private static async Task Commit(SqliteStore store, int from, int commits)
    {
        for (var commit = from; commit < from + commits; commit++)
        {
            var unit = new CommitUnit
            {
                Events = [.. Enumerable.Range(commit * PerCommit, PerCommit).Select(static i => Make.Event(i))],
                Journal = [.. Enumerable.Range(0, PerCommit).Select(i => Make.Entry(i, commit + 1))],
            };
            (await store.Commit([unit], default)).ShouldBe([CommitOutcome.Committed]);
        }
    }

    /// <summary>Commits units without events, with which the sorting goes on.</summary>
    private static async Task UntilSorted(SqliteStore store, int entries)
    {
        for (var i = 0; i < 30; i++)
        {
            var unit = new CommitUnit { Journal = [Make.Entry(PerCommit, entries + i + 1)] };
            await store.Commit([unit], default);
        }
    }

    private long Scalar(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_folder.File};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private Task<SqliteStore> Open(int window) => SqliteStore.OpenAsync(
        new SqliteStoreOptions
        {
            Directory = _folder.Path,
            CacheMegabytes = 8,
            RegistryWindow = window,
            JournalWindow = window,
        },
        default);
}

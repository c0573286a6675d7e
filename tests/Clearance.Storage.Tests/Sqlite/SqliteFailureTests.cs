using Clearance.Entities;

namespace Clearance.Storage.Tests;

/// <summary>Crashes and failures at each step of a commit.</summary>
public sealed class SqliteFailureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<CommitStep, int> _seen = [];
    private Action<CommitStep, int>? _onStep;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(CommitStep.Begun)]
    [InlineData(CommitStep.UnitWritten)]
    [InlineData(CommitStep.AllWritten)]
    [InlineData(CommitStep.Committing)]
    [InlineData(CommitStep.Committed)]
    public async Task A_crash_at_any_step_leaves_all_of_a_group_or_nothing(object step)
    {
        await using var store = await Open();
        await store.Commit(Group(from: 0), default);
        TemporaryFolder? crashed = null;
        OnStep((at, _) =>
        {
            if (at == (CommitStep)step)
            {
                crashed ??= _folder.Snapshot();
            }
        });
        await store.Commit(Group(from: 1), default);

        using (crashed.ShouldNotBeNull())
        {
            await using var after = await Open(crashed);
            await IsAt(after, (CommitStep)step == CommitStep.Committed ? 2 : 1);
            after.LeaseEpoch.ShouldBe(2);
            await after.Commit(Group(from: (CommitStep)step == CommitStep.Committed ? 2 : 1), default);
            (await after.ReadJournal(0, 99, default)).Select(static record => record.Position).ShouldBeInOrder();
        }
    }

    [Theory]
    [InlineData(CommitStep.Begun)]
    [InlineData(CommitStep.UnitWritten)]
    [InlineData(CommitStep.AllWritten)]
    [InlineData(CommitStep.Committing)]
    public async Task A_failure_before_the_commit_is_nothing_committed_and_the_store_goes_on(object step)
    {
        await using var store = await Open();
        await store.Commit(Group(from: 0), default);
        FailOnce((CommitStep)step);

        await Should.ThrowAsync<StoreUnavailableException>(store.Commit(Group(from: 1), default));

        await IsAt(store, 1);
        store.HoldsLease.ShouldBeTrue();
        (await store.Commit(Group(from: 1), default)).ShouldAllBe(static it => it == CommitOutcome.Committed);
        await IsAt(store, 2);
        (await store.ReadJournal(0, 99, default)).Select(static record => record.Position).ShouldBe([1, 2, 3, 4]);
    }

    [Fact]
    public async Task A_failure_after_the_commit_is_recognised_by_what_it_left()
    {
        await using var store = await Open();
        await store.Commit(Group(from: 0), default);
        FailOnce(CommitStep.Committed);

        (await store.Commit(Group(from: 1), default)).ShouldAllBe(static it => it == CommitOutcome.Committed);

        await IsAt(store, 2);
        store.HoldsLease.ShouldBeTrue();
    }

    [Theory]
    [InlineData(CommitStep.Committing, 1)]
    [InlineData(CommitStep.Committed, 2)]
    public async Task A_commit_that_can_neither_be_recognised_nor_ruled_out_is_unknown_and_the_last(object step, int left)
    {
        await using (var store = await Open())
        {
            await store.Commit(Group(from: 0), default);
            OnStep((at, _) =>
            {
                if (at == (CommitStep)step || at == CommitStep.Resolving)
                {
                    throw new IOException("the disk is gone");
                }
            });

            await Should.ThrowAsync<CommitOutcomeUnknownException>(store.Commit(Group(from: 1), default));

            OnStep(null);
            store.HoldsLease.ShouldBeFalse();
            store.LostBecause!.ShouldContain("the disk is gone");
            await Should.ThrowAsync<StoreUnavailableException>(store.Commit(Group(from: 1), default));
        }

        await using var again = await Open();
        await IsAt(again, left);
    }

    [Fact]
    public async Task A_failure_while_beginning_again_without_a_loser_commits_nothing()
    {
        await using var store = await Open();
        await store.Commit(Group(from: 0), default);
        OnStep(static (at, times) =>
        {
            if (at == CommitStep.Begun && times == 2)
            {
                throw new IOException("the disk is full");
            }
        });

        await Should.ThrowAsync<StoreUnavailableException>(
            store.Commit([.. Group(from: 1), new CommitUnit { Delivered = ["gone"] }], default));

        OnStep(null);
        await IsAt(store, 1);
    }

    /// <summary>Two units: a ledger each, with a row, an event and a journal entry.</summary>
    private static CommitUnit[] Group(int from) =>
    [
        .. Enumerable.Range(1, 2).Select(taxpayer =>
            Make.Ledger(taxpayer, from, Make.Resident(taxpayer, (byte)from)) with
            {
                Events = [Make.Event((from * 10) + taxpayer)],
                Journal = [Make.Entry(taxpayer, from + 1)],
            }),
    ];

    private static async Task IsAt(SqliteStore store, int version)
    {
        for (var taxpayer = 1; taxpayer <= 2; taxpayer++)
        {
            var ledger = (await store.LoadLedger(Make.Taxpayer(taxpayer), default)).ShouldNotBeNull();
            ledger.Version.ShouldBe(version);
            ledger.Rows.Single().Version.ShouldBe(version);
            (await store.ReadJournal(Make.Declaration(taxpayer), 1, 99, default)).Count.ShouldBe(version);
            var ids = Enumerable.Range(0, 3).Select(from => Make.Id((from * 10) + taxpayer)).ToArray();
            (await store.FindEvents(ids, default)).Count(static record => record is not null).ShouldBe(version);
        }
    }

    private void OnStep(Action<CommitStep, int>? onStep)
    {
        _seen.Clear();
        _onStep = onStep;
    }

    private void FailOnce(CommitStep step) => OnStep((at, times) =>
    {
        if (at == step && times == 1)
        {
            throw new IOException("the disk failed");
        }
    });

    private Task<SqliteStore> Open(TemporaryFolder? folder = null) => SqliteStore.OpenAsync(
        new SqliteStoreOptions
        {
            Directory = (folder ?? _folder).Path,
            CacheMegabytes = 8,
            RegistryWindow = 3,
            JournalWindow = 1,
            OnStep = folder is not null ? null : step =>
            {
                _seen[step] = _seen.GetValueOrDefault(step) + 1;
                _onStep?.Invoke(step, _seen[step]);
            },
        },
        default);
}

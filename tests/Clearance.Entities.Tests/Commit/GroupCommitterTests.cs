using Clearance.Domain;

namespace Clearance.Entities.Tests.Commit;

public sealed class GroupCommitterTests : IAsyncDisposable
{
    private static readonly TaxpayerId One = Taxpayer("000000000001");
    private static readonly TaxpayerId Two = Taxpayer("000000000002");
    private static readonly TaxpayerId Three = Taxpayer("000000000003");

    private readonly GatedStore _store = new();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task A_lone_unit_is_committed_at_once()
    {
        var committer = Committer();
        var commit = committer.Commit(Of(One));

        (await _store.NextGroup()).Answer();

        (await commit).ShouldBe(CommitOutcome.Committed);
    }

    [Fact]
    public async Task What_comes_while_a_commit_is_in_flight_shares_the_next_group()
    {
        var committer = Committer();
        var first = committer.Commit(Of(One));
        var flight = await _store.NextGroup();
        var second = committer.Commit(Of(Two));
        var third = committer.Commit(Of(Three));
        flight.Answer();

        var group = await _store.NextGroup();
        group.Units.Count.ShouldBe(2);
        group.Answer();

        await Task.WhenAll(first, second, third);
        committer.Counts.ShouldBe(new GroupCommitCounts(committer.Counts.Waiting, Groups: 2, Units: 3));
    }

    [Fact]
    public async Task Each_unit_gets_its_own_outcome()
    {
        var committer = Committer();
        var (first, second) = await TwoInOneGroup(committer);

        (await _store.NextGroup()).Answer(CommitOutcome.Conflict, CommitOutcome.Committed);

        (await first).ShouldBe(CommitOutcome.Conflict);
        (await second).ShouldBe(CommitOutcome.Committed);
    }

    [Theory]
    [InlineData("taxpayer")]
    [InlineData("identity")]
    [InlineData("event")]
    [InlineData("answer")]
    [InlineData("intent")]
    [InlineData("delivered")]
    public async Task Units_that_share_a_key_never_share_a_group(string key)
    {
        var committer = Committer();
        var flight = await Occupy(committer);
        var first = committer.Commit(Sharing(key, One));
        var second = committer.Commit(Sharing(key, key == "taxpayer" ? One : Two));
        flight.Answer();

        (await _store.NextGroup()).Only().Answer();
        (await _store.NextGroup()).Only().Answer();

        await Task.WhenAll(first, second);
    }

    [Fact]
    public async Task A_unit_held_back_holds_back_what_shares_its_other_keys()
    {
        var committer = Committer();
        var flight = await Occupy(committer);
        var first = Of(One);
        var heldBack = Of(One) with { Delivered = ["k"] };
        var behind = Of(Two) with { Delivered = ["k"] };
        var free = Of(Three);
        var commits = new[] { first, heldBack, behind, free }.Select(committer.Commit).ToArray();
        flight.Answer();

        var groups = new List<IReadOnlyList<CommitUnit>>();
        for (var i = 0; i < 3; i++)
        {
            var group = await _store.NextGroup();
            groups.Add(group.Units);
            group.Answer();
        }

        await Task.WhenAll(commits);
        groups[0].ShouldBe([first, free]);
        groups[1].ShouldBe([heldBack]);
        groups[2].ShouldBe([behind]);
    }

    [Fact]
    public async Task A_unit_that_names_a_key_twice_is_still_handed_to_the_store()
    {
        var committer = Committer();
        var commit = committer.Commit(new CommitUnit { Delivered = ["k", "k"] });

        (await _store.NextGroup()).Answer(CommitOutcome.Conflict);

        (await commit).ShouldBe(CommitOutcome.Conflict);
    }

    [Fact]
    public async Task An_exception_fails_its_group_and_no_other()
    {
        var committer = Committer();
        var (first, second) = await TwoInOneGroup(committer);
        var flight = await _store.NextGroup();
        var third = committer.Commit(Of(Three));
        flight.Throw(new CommitOutcomeUnknownException("cut"));

        (await _store.NextGroup()).Answer();

        await Should.ThrowAsync<CommitOutcomeUnknownException>(first);
        await Should.ThrowAsync<CommitOutcomeUnknownException>(second);
        (await third).ShouldBe(CommitOutcome.Committed);
    }

    [Fact]
    public async Task A_store_that_answers_too_few_outcomes_leaves_the_outcome_unknown()
    {
        var committer = Committer();
        var (first, second) = await TwoInOneGroup(committer);

        (await _store.NextGroup()).Answer(CommitOutcome.Committed);

        await Should.ThrowAsync<CommitOutcomeUnknownException>(first);
        await Should.ThrowAsync<CommitOutcomeUnknownException>(second);
    }

    [Fact]
    public async Task A_group_has_at_most_so_many_units()
    {
        var committer = Committer(new GroupCommitLimits { UnitsPerGroupMax = 2 });
        var flight = await Occupy(committer);
        var commits = Enumerable.Range(10, 5).Select(i => committer.Commit(Of(Taxpayer($"{i:D12}")))).ToArray();
        flight.Answer();

        (await SizesUntilDone(commits)).ShouldBe([2, 2, 1]);
    }

    [Fact]
    public async Task A_group_has_at_most_so_many_bytes_but_a_large_unit_still_goes_alone()
    {
        var committer = Committer(new GroupCommitLimits { BytesPerGroupMax = 1_000 });
        var flight = await Occupy(committer);
        int[] sizes = [100, 100, 5_000, 100];
        var commits = sizes
            .Select((size, i) => committer.Commit(Of(Taxpayer($"{i + 10:D12}"), new byte[size])))
            .ToArray();
        flight.Answer();

        (await SizesUntilDone(commits)).ShouldBe([2, 1, 1]);
    }

    [Theory]
    [InlineData(256, new[] { 1, 2, 3 })]
    [InlineData(1, new[] { 1, 2, 1, 2 })]
    public async Task Callers_that_were_just_answered_bring_their_next_unit_into_a_group_that_would_be_small(int wanted, int[] groups)
    {
        var inTurn = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
        var committer = new GroupCommitter(_store, inTurn, new GroupCommitLimits { UnitsPerGroupWanted = wanted });
        var flight = await Occupy(committer);
        var callers = new[] { One, Two }.Select(taxpayer => Run(() => Twice(taxpayer))).ToArray();
        await Run(() => Task.CompletedTask);
        flight.Answer();
        var both = await _store.NextGroup();
        var third = committer.Commit(Of(Three));
        both.Answer();

        var sizes = await SizesUntilDone([.. callers, third]);
        ((int[])[1, both.Units.Count, .. sizes]).ShouldBe(groups);

        Task Run(Func<Task> work) => Task.Factory.StartNew(work, default, TaskCreationOptions.None, inTurn).Unwrap();

        async Task Twice(TaxpayerId taxpayer)
        {
            await committer.Commit(Of(taxpayer));
            await committer.Commit(Of(taxpayer, version: 1));
        }
    }

    [Fact]
    public async Task When_the_queue_is_full_the_next_waits_for_room()
    {
        var committer = Committer(new GroupCommitLimits { UnitsWaitingMax = 2 });
        var first = committer.Commit(Of(One));
        var flight = await _store.NextGroup();
        var second = committer.Commit(Of(Two));
        var third = committer.Commit(Of(Three));
        committer.Counts.Waiting.ShouldBe(2);

        flight.Answer();
        await first;
        (await SizesUntilDone([second, third])).Sum().ShouldBe(2);
    }

    [Fact]
    public async Task Many_callers_at_once_each_hear_once_and_keys_stay_in_order()
    {
        var committed = new List<(string Taxpayer, long Version)>();
        await using var open = new GatedStore(units => committed.AddRange(
            units.Select(static unit => (unit.Ledger!.Taxpayer.Value, unit.Ledger.NewVersion))));
        var committer = new GroupCommitter(open, TaskScheduler.Default);

        await Task.WhenAll(Enumerable.Range(0, 32).Select(worker => Task.Run(async () =>
        {
            var taxpayer = Taxpayer($"{worker:D12}");
            for (var version = 0; version < 200; version++)
            {
                (await committer.Commit(Of(taxpayer, version: version))).ShouldBe(CommitOutcome.Committed);
            }
        })));

        committed.Count.ShouldBe(32 * 200);
        foreach (var ledger in committed.GroupBy(static entry => entry.Taxpayer))
        {
            ledger.Select(static entry => entry.Version).ShouldBe(Enumerable.Range(1, 200).Select(static i => (long)i));
        }
    }

    private static TaxpayerId Taxpayer(string text)
    {
        TaxpayerId.TryParse(text, out var id).ShouldBeTrue();
        return id;
    }

    private static CommitUnit Of(TaxpayerId taxpayer, byte[]? head = null, long version = 0) => new()
    {
        Ledger = new LedgerWrite
        {
            Taxpayer = taxpayer,
            ExpectedVersion = version,
            NewVersion = version + 1,
            Head = head ?? [1],
        },
    };

    private static CommitUnit Sharing(string key, TaxpayerId taxpayer)
    {
        var unit = Of(taxpayer);
        DeclarationKey.TryFromValue(10_00000007_0, out var declaration).ShouldBeTrue();
        var record = new RegistryRecord(new Hash128(1, 2), default, "home", EventOutcome.Accepted, null);
        return key switch
        {
            "identity" => unit with { Identities = [new IdentityWrite(declaration, 0, null, [])] },
            "event" => unit with { Events = [record] },
            "answer" => unit with { Answers = [record] },
            "intent" => unit with { Intents = [new IntentWrite("k", IntentKind.Transfer, One, Two, default, [])] },
            "delivered" => unit with { Delivered = ["k"] },
            _ => unit,
        };
    }

    private GroupCommitter Committer(GroupCommitLimits? limits = null) => new(_store, TaskScheduler.Default, limits);

    /// <summary>Puts a commit in flight, so that what follows is collected.</summary>
    private async Task<GatedStore.Group> Occupy(GroupCommitter committer)
    {
        _ = committer.Commit(Of(Taxpayer("000000000999")));
        return await _store.NextGroup();
    }

    private async Task<(Task<CommitOutcome> First, Task<CommitOutcome> Second)> TwoInOneGroup(GroupCommitter committer)
    {
        var flight = await Occupy(committer);
        var first = committer.Commit(Of(One));
        var second = committer.Commit(Of(Two));
        flight.Answer();
        return (first, second);
    }

    private async Task<List<int>> SizesUntilDone(Task[] commits)
    {
        var sizes = new List<int>();
        while (sizes.Sum() < commits.Length)
        {
            var group = await _store.NextGroup();
            sizes.Add(group.Units.Count);
            group.Answer();
        }

        await Task.WhenAll(commits);
        return sizes;
    }
}

using Clearance.Domain;

namespace Clearance.Entities.Tests.Commit;

/// <summary>Group commit to a store that takes several groups at once.</summary>
public sealed class CommitLaneTests : IAsyncDisposable
{
    private const int Lanes = 2;

    private readonly GatedStore _store = new() { Lanes = Lanes };
    private readonly GroupCommitter _committer;

    public CommitLaneTests() => _committer = new GroupCommitter(_store, TaskScheduler.Default);

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Groups_of_different_lanes_are_in_flight_at_once()
    {
        var first = _committer.Commit(Of(0, 1));
        var one = await _store.NextGroup();
        var second = _committer.Commit(Of(1, 1));
        var third = _committer.Commit(Of(0, 2));
        var other = await _store.NextGroup();

        other.Only().Units[0].ShouldBe(Of(1, 1), new Taxpayers());
        other.Answer();
        await second;
        third.IsCompleted.ShouldBeFalse();
        one.Answer();
        (await _store.NextGroup()).Only().Answer();

        await Task.WhenAll(first, third);
    }

    [Fact]
    public async Task A_key_in_flight_in_one_lane_holds_back_what_shares_it_in_another()
    {
        var first = _committer.Commit(Of(0, 1) with { Delivered = ["k"] });
        var flight = await _store.NextGroup();
        var heldBack = _committer.Commit(Of(1, 1) with { Delivered = ["k"] });
        var behind = _committer.Commit(Of(1, 1));
        var free = _committer.Commit(Of(1, 2));

        var group = await _store.NextGroup();
        group.Only().Units[0].ShouldBe(Of(1, 2), new Taxpayers());
        group.Answer();
        await free;
        heldBack.IsCompleted.ShouldBeFalse();
        flight.Answer();

        var released = await _store.NextGroup();
        released.Only().Units[0].Delivered.ShouldBe(["k"]);
        released.Answer();
        (await _store.NextGroup()).Only().Answer();
        await Task.WhenAll(first, heldBack, behind);
    }

    [Fact]
    public async Task A_group_that_fails_frees_its_keys_too()
    {
        var first = _committer.Commit(Of(0, 1) with { Delivered = ["k"] });
        var flight = await _store.NextGroup();
        var second = _committer.Commit(Of(1, 1) with { Delivered = ["k"] });

        flight.Throw(new StoreUnavailableException("gone"));

        await Should.ThrowAsync<StoreUnavailableException>(first);
        (await _store.NextGroup()).Only().Answer();
        (await second).ShouldBe(CommitOutcome.Committed);
    }

    [Fact]
    public async Task A_group_that_fails_leaves_its_room_to_those_who_wait_for_it_in_whatever_lane()
    {
        var committer = new GroupCommitter(_store, TaskScheduler.Default, new GroupCommitLimits { UnitsWaitingMax = 1 });
        var first = committer.Commit(Of(0, 1));
        var flight = await _store.NextGroup();
        var second = committer.Commit(Of(1, 1));
        var third = committer.Commit(Of(0, 2));

        flight.Throw(new StoreUnavailableException("gone"));

        await Should.ThrowAsync<StoreUnavailableException>(first);
        (await _store.NextGroup()).Only().Answer();
        (await second).ShouldBe(CommitOutcome.Committed);
        (await _store.NextGroup()).Only().Answer();
        (await third).ShouldBe(CommitOutcome.Committed);
        committer.Counts.ShouldBe(new GroupCommitCounts(0, 3, 3));
    }

    [Fact]
    public async Task Under_load_from_many_nothing_is_lost_and_every_key_keeps_its_order()
    {
        var inFlight = new HashSet<string>();
        var keysAtOnce = new List<string>();
        await using var store = new GatedStore(units => Look(units)) { Lanes = 3 };
        var committer = new GroupCommitter(store, TaskScheduler.Default);
        var random = new Random(3);

        var commits = Enumerable.Range(0, 4_000)
            .Select(_ => committer.Commit(Of(random.Next(3), random.Next(40)) with { Delivered = [$"{random.Next(20)}"] }))
            .ToList();
        await Task.WhenAll(commits);

        commits.ShouldAllBe(static commit => commit.Result == CommitOutcome.Committed);
        keysAtOnce.ShouldBeEmpty();

        void Look(IReadOnlyList<CommitUnit> units)
        {
            var keys = units.SelectMany(static unit => unit.Delivered).ToList();
            lock (inFlight)
            {
                keysAtOnce.AddRange(keys.Where(key => !inFlight.Add(key)));
            }

            Thread.SpinWait(2_000);
            lock (inFlight)
            {
                inFlight.ExceptWith(keys);
            }
        }
    }

    /// <summary>A unit of the nth ledger of a lane.</summary>
    private static CommitUnit Of(int lane, int nth)
    {
        var taxpayer = Enumerable.Range(1, 10_000).Select(Taxpayer)
            .Where(id => CommitLane.Of(id, Lanes) == lane % Lanes)
            .ElementAt(nth);
        return new CommitUnit
        {
            Ledger = new LedgerWrite { Taxpayer = taxpayer, ExpectedVersion = 0, NewVersion = 1, Head = [1] },
        };
    }

    private static TaxpayerId Taxpayer(int number)
    {
        TaxpayerId.TryParse($"{number:D12}", out var id).ShouldBeTrue();
        return id;
    }

    private sealed class Taxpayers : IEqualityComparer<CommitUnit>
    {
        public bool Equals(CommitUnit? x, CommitUnit? y) => x?.Ledger?.Taxpayer == y?.Ledger?.Taxpayer;

        public int GetHashCode(CommitUnit unit) => unit.Ledger?.Taxpayer.GetHashCode() ?? 0;
    }
}

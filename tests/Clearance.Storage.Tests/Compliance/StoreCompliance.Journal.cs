using Clearance.Entities;

namespace Clearance.Storage.Tests;

public abstract partial class StoreCompliance
{
    [Fact]
    public async Task Journal_positions_have_no_gaps_even_after_conflicts()
    {
        await Must(new CommitUnit { Journal = [Make.Entry(1, 1), Make.Entry(2, 1)] });
        await Commit(
            new CommitUnit { Journal = [Make.Entry(3, 1)] },
            new CommitUnit { Journal = [Make.Entry(4, 1), Make.Entry(1, 1)] },
            new CommitUnit { Journal = [Make.Entry(5, 1)] });
        await MustConflict(new CommitUnit { Journal = [Make.Entry(6, 1), Make.Entry(6, 1)] });
        await Must(new CommitUnit { Journal = [Make.Entry(1, 2)] });

        var journal = await Store.ReadJournal(0, 0, 100, default);

        journal.Select(static record => record.Position).ShouldBe([1, 2, 3, 4, 5]);
        journal.Select(static record => (record.Entry.Declaration, record.Entry.Sequence)).ShouldBe(
        [
            (Make.Declaration(1), 1), (Make.Declaration(2), 1), (Make.Declaration(3), 1),
            (Make.Declaration(5), 1), (Make.Declaration(1), 2),
        ]);
    }

    [Fact]
    public async Task A_journal_entry_comes_back_as_it_was()
    {
        await Must(new CommitUnit { Journal = [Make.Entry(1, 1)] });

        var entry = (await Store.ReadJournal(0, 0, 1, default)).Single().Entry;

        entry.Hash.ShouldBe(Make.Entry(1, 1).Hash);
        entry.Body.ShouldBe(Make.Entry(1, 1).Body);
    }

    [Fact]
    public async Task The_journal_is_read_from_a_position_and_by_declaration()
    {
        await Must(new CommitUnit { Journal = [Make.Entry(1, 1), Make.Entry(2, 1), Make.Entry(1, 2), Make.Entry(1, 3)] });

        (await Store.ReadJournal(0, 2, 1, default)).Single().Position.ShouldBe(3);
        foreach (var end in (long[])[4, 5, 1_000_003, long.MaxValue])
        {
            (await Store.ReadJournal(0, end, 10, default)).ShouldBeEmpty($"after {end}");
            (await Store.ReadJournalHashes(0, end, 10, default)).ShouldBeEmpty($"after {end}");
        }

        var chain = await Store.ReadJournal(Make.Declaration(1), 2, 10, default);
        chain.Select(static record => record.Entry.Sequence).ShouldBe([2, 3]);
        chain.Select(static record => record.Position).ShouldBe([3, 4]);
        (await Store.ReadJournal(Make.Declaration(1), 1, 1, default)).Single().Position.ShouldBe(1);
        (await Store.ReadJournal(Make.Declaration(9), 1, 1, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_hashes_of_a_lane_are_those_of_its_entries()
    {
        await Must(new CommitUnit { Journal = [Make.Entry(1, 1), Make.Entry(2, 1), Make.Entry(1, 2), Make.Entry(1, 3)] });
        await Must(new CommitUnit { Journal = [Make.Entry(2, 2)] });
        for (var lane = 0; lane < Store.JournalLanes; lane++)
        {
            var entries = await Store.ReadJournal(lane, 1, 3, default);
            var hashes = await Store.ReadJournalHashes(lane, 1, 3, default);
            hashes.Select(static it => it.Position).ShouldBe(entries.Select(static it => it.Position));
            hashes.Select(static it => it.Hash).ShouldBe(entries.Select(static it => it.Entry.Hash));
            var all = await Store.ReadJournalHashes(lane, 0, 99, default);
            (await Store.ReadJournalHashes(lane, all.Count, 3, default)).ShouldBeEmpty();
        }

        (await Store.ReadJournalHashes(0, 0, 99, default)).Count.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_journal_sequence_is_unique_within_its_declaration()
    {
        await Must(new CommitUnit { Journal = [Make.Entry(1, 1)] });
        await MustConflict(Make.Ledger(1, 0) with { Journal = [Make.Entry(1, 1)] });
        await Must(Make.Ledger(1, 0) with { Journal = [Make.Entry(2, 1)] });
    }

    [Fact]
    public async Task Positions_go_on_after_reopening()
    {
        await Must(new CommitUnit { Journal = [Make.Entry(1, 1)] });
        await Reopen();
        await Must(new CommitUnit { Journal = [Make.Entry(1, 2)] });

        (await Store.ReadJournal(0, 0, 9, default)).Select(static record => record.Position).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task Parked_events_queue_behind_their_key()
    {
        await Must(new CommitUnit { Parked = [Make.Parked("x", "thrown"), Make.Parked("y")] });
        await Must(new CommitUnit { Parked = [Make.Parked("x")] });

        var all = await Store.ParkedEvents(null, 10, default);
        all.Select(static parked => parked.Home).ShouldBe(["x", "y", "x"]);
        all.Select(static parked => parked.Sequence).ShouldBeInOrder();
        var queue = await Store.ParkedEvents("x", 10, default);
        queue.Select(static parked => parked.Why).ShouldBe(["thrown", ""]);
        queue[0].Body.ShouldBe(new byte[] { 4, 2 });
        (await Store.ParkedEvents("x", 1, default)).Count.ShouldBe(1);
        (await Store.ParkedEvents("z", 1, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_parked_event_leaves_its_queue_once_with_what_became_of_it()
    {
        await Must(new CommitUnit { Events = [Make.Event(1), Make.Event(2)], Parked = [Make.Parked("x", "a"), Make.Parked("x", "b"), Make.Parked("y")] });
        var queue = await Store.ParkedEvents("x", 10, default);
        ResumedEvent first = new(queue[0].Sequence, Make.Event(1, EventOutcome.Rejected, [7]));
        ResumedEvent second = new(queue[1].Sequence, null);

        await MustConflict(Make.Ledger(1, 0) with { Resumed = [second, new ResumedEvent(queue[1].Sequence + 1_000, null)] });
        await MustConflict(Make.Ledger(1, 0) with { Resumed = [second, first with { Judged = Make.Event(3, EventOutcome.Rejected) }] });
        (await Store.ParkedEvents("x", 10, default)).Count.ShouldBe(2);

        await Must(Make.Ledger(1, 0) with { Resumed = [first] });
        await MustConflict(Make.Ledger(1, 1) with { Resumed = [first with { Judged = null }] });
        (await Store.ParkedEvents("x", 10, default)).ShouldHaveSingleItem().Why.ShouldBe("b");
        await Reopen();

        await Must(Make.Ledger(1, 1) with { Resumed = [second], Parked = [Make.Parked("x", "c")] });
        (await Store.ParkedEvents(null, 10, default)).Select(static parked => parked.Home + parked.Why).ShouldBe(["xc", "y"], ignoreOrder: true);
        var judged = await Store.FindEvents([Make.Id(1), Make.Id(2)], default);
        judged.Select(static record => record!.Outcome).ShouldBe([EventOutcome.Rejected, EventOutcome.Accepted]);
        judged[0]!.Rejection.ShouldBe(new byte[] { 7 });
    }

    [Fact]
    public async Task Keys_that_are_stopped_are_read_page_by_page_with_how_much_waits_and_what_was_thrown_first()
    {
        (await Store.ParkedKeys("", 10, default)).ShouldBeEmpty();
        await Must(new CommitUnit { Parked = [Make.Parked("b", "thrown"), Make.Parked("c"), Make.Parked("a", "first"), Make.Parked("b")] });
        await Must(new CommitUnit { Parked = [Make.Parked("b"), Make.Parked("a")] });

        (await Store.ParkedKeys("", 2, default)).ShouldBe([new ParkedKey("a", 2, "first"), new ParkedKey("b", 3, "thrown")]);
        (await Store.ParkedKeys("b", 2, default)).ShouldBe([new ParkedKey("c", 1, "")]);
        (await Store.ParkedKeys("aa", 1, default)).ShouldBe([new ParkedKey("b", 3, "thrown")], "a key that has gone on is passed");
        (await Store.ParkedKeys("c", 10, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Dead_letters_are_appended_alone_and_with_a_unit()
    {
        await Store.AppendDeadLetters([Make.Letter("Malformed"), Make.Letter("Conflict")], default);
        await Must(Make.Ledger(1, 0) with { DeadLetters = [Make.Letter("UnknownType")] });
        await MustConflict(Make.Ledger(1, 0) with { DeadLetters = [Make.Letter("MissingField")] });

        (await DeadLetterCodes()).ShouldBe(["Malformed", "Conflict", "UnknownType"]);
    }

    /// <summary>The codes of the dead letters, oldest first: the contract has no read for them.</summary>
    protected abstract Task<IReadOnlyList<string>> DeadLetterCodes();
}

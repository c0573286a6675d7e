using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Storage.Tests;

public abstract partial class StoreCompliance
{
    [Fact]
    public async Task Identities_come_back_in_the_order_asked()
    {
        await Must(new CommitUnit
        {
            Identities =
            [
                new IdentityWrite(Make.Declaration(1), 0, null, [1]),
                new IdentityWrite(Make.Declaration(2), 0, Make.Taxpayer(9), []),
            ],
        });

        var records = await Store.LoadIdentities([Make.Declaration(2), Make.Declaration(3), Make.Declaration(1)], default);

        records[0].ShouldNotBeNull().Owner.ShouldBe(Make.Taxpayer(9));
        records[0]!.Body.ShouldBeEmpty();
        records[1].ShouldBeNull();
        records[2].ShouldNotBeNull().Owner.ShouldBeNull();
        records[2]!.Version.ShouldBe(1);
        records[2]!.Body.ShouldBe(new byte[] { 1 });
    }

    [Fact]
    public async Task An_identity_moves_one_version_at_a_time()
    {
        var key = Make.Declaration(1);
        await Must(Identity(new IdentityWrite(key, 0, null, [1])));
        await MustConflict(Identity(new IdentityWrite(key, 0, null, [9])));
        await Must(Identity(new IdentityWrite(key, 1, Make.Taxpayer(1), [2])));
        await MustConflict(Identity(new IdentityWrite(key, 1, Make.Taxpayer(2), [9])));
        await MustConflict(Identity(new IdentityWrite(Make.Declaration(2), 1, null, [9])));

        var record = (await Store.LoadIdentities([key], default)).Single().ShouldNotBeNull();
        record.Version.ShouldBe(2);
        record.Owner.ShouldBe(Make.Taxpayer(1));
        record.Body.ShouldBe(new byte[] { 2 });
    }

    [Fact]
    public async Task A_known_event_is_a_conflict_of_its_unit_only()
    {
        await Must(new CommitUnit { Events = [Make.Event(1)] });

        (await Commit(
            Make.Ledger(1, 0) with { Events = [Make.Event(2), Make.Event(1)] },
            Make.Ledger(2, 0) with { Events = [Make.Event(3)] })).ShouldBe([CommitOutcome.Conflict, CommitOutcome.Committed]);

        (await Store.LoadLedger(Make.Taxpayer(1), default)).ShouldBeNull();
        (await Store.LoadLedger(Make.Taxpayer(2), default)).ShouldNotBeNull();
        var found = await Store.FindEvents([Make.Id(1), Make.Id(2), Make.Id(3)], default);
        found.Select(static record => record is not null).ShouldBe([true, false, true]);
    }

    [Fact]
    public async Task An_event_named_twice_by_one_unit_is_a_conflict()
    {
        await MustConflict(new CommitUnit { Events = [Make.Event(1), Make.Event(1)] });
        (await Store.FindEvents([Make.Id(1)], default)).ShouldBe([null]);
    }

    [Fact]
    public async Task Events_come_back_as_they_were_in_the_order_asked()
    {
        var rejected = new RegistryRecord(
            Make.Id(5), new Hash128(ulong.MaxValue, 0), "01234567890", EventOutcome.Rejected, [3, 1]);
        await Must(new CommitUnit { Events = [rejected, Make.Event(6, EventOutcome.Pending)] });

        var found = await Store.FindEvents([Make.Id(6), Make.Id(404), Make.Id(5)], default);

        found[0].ShouldNotBeNull().Outcome.ShouldBe(EventOutcome.Pending);
        found[0]!.Rejection.ShouldBeNull();
        found[1].ShouldBeNull();
        (found[2]! with { Rejection = null }).ShouldBe(rejected with { Rejection = null });
        found[2]!.Rejection.ShouldBe(new byte[] { 3, 1 });
    }

    [Fact]
    public async Task An_answer_changes_a_pending_event_once()
    {
        await Must(new CommitUnit { Events = [Make.Event(1, EventOutcome.Pending)] });
        await Must(new CommitUnit { Answers = [Make.Event(1, EventOutcome.Rejected, [7])] });

        await MustConflict(new CommitUnit { Answers = [Make.Event(1)] });
        await MustConflict(new CommitUnit { Answers = [Make.Event(2)] });

        var found = (await Store.FindEvents([Make.Id(1)], default)).Single().ShouldNotBeNull();
        found.Outcome.ShouldBe(EventOutcome.Rejected);
        found.Rejection.ShouldBe(new byte[] { 7 });
        found.Content.ShouldBe(Make.Event(1).Content);
    }

    [Fact]
    public async Task A_unit_may_answer_the_event_it_inserts()
    {
        await Must(new CommitUnit
        {
            Events = [Make.Event(1, EventOutcome.Pending)],
            Answers = [Make.Event(1)],
        });

        (await Store.FindEvents([Make.Id(1)], default)).Single()!.Outcome.ShouldBe(EventOutcome.Accepted);
    }

    [Fact]
    public async Task Intents_are_pending_in_the_order_of_commit_until_they_are_deleted()
    {
        await Must(new CommitUnit { Intents = [Make.Intent("b"), Make.Intent("a")] });
        await Must(new CommitUnit { Intents = [Make.Intent("c")] });
        await Must(new CommitUnit { Delivered = ["a"] });

        var pending = await Store.PendingIntents(0, 10, default);

        pending.Select(static intent => intent.Intent.Key).ShouldBe(["b", "c"]);
        pending[0].Sequence.ShouldBeLessThan(pending[1].Sequence);
        var expected = Make.Intent("b");
        pending[0].Intent.Body.ShouldBe(expected.Body);
        (pending[0].Intent with { Body = expected.Body }).ShouldBe(expected);
        (await Store.PendingIntents(pending[0].Sequence, 10, default)).Single().Intent.Key.ShouldBe("c");
        (await Store.PendingIntents(0, 1, default)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_intent_is_deleted_exactly_once()
    {
        await Must(new CommitUnit { Intents = [Make.Intent("a")] });
        await Must(new CommitUnit { Delivered = ["a"] });

        await MustConflict(Make.Ledger(1, 0) with { Delivered = ["a"] });
        await MustConflict(new CommitUnit { Delivered = ["never"] });

        (await Store.LoadLedger(Make.Taxpayer(1), default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_pending_key_cannot_be_used_again_and_a_delivered_one_can()
    {
        await Must(new CommitUnit { Intents = [Make.Intent("a")] });
        await MustConflict(new CommitUnit { Intents = [Make.Intent("a", sender: 3)] });
        await Must(new CommitUnit { Delivered = ["a"], Intents = [Make.Intent("a", sender: 4)] });

        (await Store.PendingIntents(0, 10, default)).Single().Intent.Sender.ShouldBe(Make.Taxpayer(4));
    }

    [Fact]
    public async Task The_sequence_of_an_intent_is_never_given_again()
    {
        await Must(new CommitUnit { Intents = [Make.Intent("a")] });
        var first = (await Store.PendingIntents(0, 1, default)).Single().Sequence;
        await Must(new CommitUnit { Delivered = ["a"] });
        await Reopen();
        await Must(new CommitUnit { Intents = [Make.Intent("b")] });

        (await Store.PendingIntents(0, 1, default)).Single().Sequence.ShouldBeGreaterThan(first);
    }

    private static CommitUnit Identity(IdentityWrite write) => new() { Identities = [write] };
}

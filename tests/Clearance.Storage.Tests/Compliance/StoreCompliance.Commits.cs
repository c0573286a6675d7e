using Clearance.Entities;

namespace Clearance.Storage.Tests;

public abstract partial class StoreCompliance
{
    [Fact]
    public async Task No_units_are_no_outcomes() => (await Commit()).ShouldBeEmpty();

    [Fact]
    public async Task An_empty_unit_is_committed() => await Must(new CommitUnit());

    [Fact]
    public async Task A_conflict_of_any_kind_leaves_the_other_units_committed()
    {
        await Must(Make.Ledger(1, 0) with
        {
            Events = [Make.Event(1)],
            Journal = [Make.Entry(1, 1)],
            Intents = [Make.Intent("a")],
            Identities = [new IdentityWrite(Make.Declaration(1), 0, null, [])],
        });

        var outcomes = await Commit(
            Make.Ledger(10, 0),
            Make.Ledger(1, 0),
            Make.Ledger(11, 0) with { Events = [Make.Event(1)] },
            Make.Ledger(12, 0) with { Events = [Make.Event(12)] },
            Make.Ledger(13, 0) with { Journal = [Make.Entry(13, 1), Make.Entry(1, 1)] },
            Make.Ledger(14, 0) with { Intents = [Make.Intent("a")] },
            Make.Ledger(15, 0) with { Delivered = ["gone"] },
            Make.Ledger(16, 0) with { Identities = [new IdentityWrite(Make.Declaration(1), 0, null, [])] },
            Make.Ledger(17, 0) with { Answers = [Make.Event(1)] },
            Make.Ledger(18, 0) with { Journal = [Make.Entry(18, 1)] });

        outcomes.Select(static outcome => outcome == CommitOutcome.Committed)
            .ShouldBe([true, false, false, true, false, false, false, false, false, true]);
        (await Stored(10, 18)).ShouldBe([10, 12, 18]);
        (await Store.WholeJournal()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_unit_is_whole_or_not_at_all()
    {
        await Must(new CommitUnit { Intents = [Make.Intent("a")] });

        await MustConflict(Make.Ledger(1, 0, Make.Resident(1, 1)) with
        {
            Identities = [new IdentityWrite(Make.Declaration(1), 0, Make.Taxpayer(1), [])],
            Events = [Make.Event(1)],
            Journal = [Make.Entry(1, 1)],
            Parked = [Make.Parked("x")],
            DeadLetters = [Make.Letter("Conflict")],
            Delivered = ["a", "gone"],
        });

        (await Store.LoadLedger(Make.Taxpayer(1), default)).ShouldBeNull();
        (await Store.LoadIdentities([Make.Declaration(1)], default)).ShouldBe([null]);
        (await Store.FindEvents([Make.Id(1)], default)).ShouldBe([null]);
        (await Store.WholeJournal()).ShouldBeEmpty();
        (await Store.ParkedEvents(null, 9, default)).ShouldBeEmpty();
        (await Store.PendingIntents(0, 9, default)).Count.ShouldBe(1);
        (await DeadLetterCodes()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_units_that_share_a_key_against_the_rule_the_later_conflicts()
    {
        (await Commit(Make.Ledger(1, 0), Make.Ledger(1, 0))).ShouldBe([CommitOutcome.Committed, CommitOutcome.Conflict]);
        (await Commit(new CommitUnit { Events = [Make.Event(1)] }, new CommitUnit { Events = [Make.Event(1)] }))
            .ShouldBe([CommitOutcome.Committed, CommitOutcome.Conflict]);
    }

    [Fact]
    public async Task Two_thousand_units_are_one_commit()
    {
        var units = Enumerable.Range(1, 2_000)
            .Select(static i => Make.Ledger(i, 0, Make.Resident(i, 1, 2, 3)) with
            {
                Events = [Make.Event(i)],
                Journal = [Make.Entry(i, 1)],
            })
            .ToArray();

        (await Commit(units)).ShouldAllBe(static outcome => outcome == CommitOutcome.Committed);
        (await Commit(units)).ShouldAllBe(static outcome => outcome == CommitOutcome.Conflict);

        (await Store.WholeJournal()).Count.ShouldBe(2_000);
    }

    [Fact]
    public async Task What_was_committed_is_there_after_reopening()
    {
        await Must(Make.Ledger(1, 0, Make.Resident(1, 1), Make.Settled(2, 2)) with
        {
            Identities = [new IdentityWrite(Make.Declaration(1), 0, Make.Taxpayer(1), [3])],
            Events = [Make.Event(1)],
            Intents = [Make.Intent("a")],
            Journal = [Make.Entry(1, 1)],
            Parked = [Make.Parked("x", "y")],
        });
        await Reopen();

        (await Store.LoadLedger(Make.Taxpayer(1), default)).ShouldNotBeNull().Rows.Count.ShouldBe(1);
        (await Store.LoadRows(Make.Taxpayer(1), [Make.Row(2)], default)).Count.ShouldBe(1);
        (await Store.LoadIdentities([Make.Declaration(1)], default)).Single().ShouldNotBeNull().Body.ShouldBe([3]);
        (await Store.FindEvents([Make.Id(1)], default)).Single().ShouldBe(Make.Event(1));
        (await Store.PendingIntents(0, 9, default)).Count.ShouldBe(1);
        (await Store.ReadJournal(Make.Declaration(1), 1, 9, default)).Count.ShouldBe(1);
        (await Store.ParkedEvents("x", 9, default)).Count.ShouldBe(1);
        await MustConflict(Make.Ledger(1, 0));
        await Must(Make.Ledger(1, 1));
    }

    [Fact]
    public async Task Each_opening_has_a_greater_epoch_and_the_same_secret()
    {
        var epoch = Store.LeaseEpoch;
        var secret = Store.RegistrySecret.ToArray();
        Store.HoldsLease.ShouldBeTrue();
        await Reopen();

        Store.LeaseEpoch.ShouldBeGreaterThan(epoch);
        Store.RegistrySecret.ToArray().ShouldBe(secret);
        secret.Length.ShouldBe(32);
        secret.Distinct().Count().ShouldBeGreaterThan(8);
    }

    [Fact]
    public async Task A_load_never_mixes_two_commits()
    {
        const int Versions = 300;
        await Must(Versioned(0));
        var writing = Task.Run(async () =>
        {
            for (var version = 1; version < Versions; version++)
            {
                await Must(Versioned(version));
            }
        });

        var seen = 0;
        while (seen < Versions)
        {
            var ledger = (await Store.LoadLedger(Make.Taxpayer(1), default)).ShouldNotBeNull();
            ledger.Rows.Count.ShouldBe(20);
            ledger.Rows.ShouldAllBe(row => row.Version == ledger.Version);
            ledger.Version.ShouldBeGreaterThanOrEqualTo(seen);
            seen = (int)ledger.Version;
            if (writing.IsFaulted)
            {
                break;
            }
        }

        await writing;

        static CommitUnit Versioned(int from) =>
            Make.Ledger(1, from, [.. Enumerable.Range(1, 20).Select(i => Make.Resident(i, unchecked((byte)from)))]);
    }

    [Fact]
    public async Task A_cancelled_call_throws_and_commits_nothing()
    {
        var cancelled = new CancellationToken(canceled: true);

        await Should.ThrowAsync<OperationCanceledException>(Store.Commit([Make.Ledger(1, 0)], cancelled));
        await Should.ThrowAsync<OperationCanceledException>(Store.LoadLedger(Make.Taxpayer(1), cancelled));

        (await Store.LoadLedger(Make.Taxpayer(1), default)).ShouldBeNull();
    }

    private async Task<List<int>> Stored(int from, int to)
    {
        var stored = new List<int>();
        for (var i = from; i <= to; i++)
        {
            if (await Store.LoadLedger(Make.Taxpayer(i), default) is not null)
            {
                stored.Add(i);
            }
        }

        return stored;
    }
}

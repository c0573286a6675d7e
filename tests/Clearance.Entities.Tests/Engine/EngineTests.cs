using Clearance.Domain;
using Clearance.Testing.Engines;
using static Clearance.Entities.Tests.Engine.TestEngine;
using static Clearance.Testing.Events.TestEvents;

namespace Clearance.Entities.Tests.Engine;

public sealed class EngineTests
{
    [Fact]
    public async Task One_event_posted_by_many_callers_at_once_counts_once()
    {
        await using var engine = await Start();
        await engine.Post(Registered(1, Importer));

        var results = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(_ => engine.Post(Paid("P", Importer, 400_000, Key(1).ToString()))));

        results.Count(result => result.Status == EventStatus.Accepted).ShouldBe(1);
        results.Count(result => result.Status == EventStatus.Duplicate).ShouldBe(49);
        (await engine.Ask(Key(1))).Paid.ShouldBe(400_000);
    }

    [Fact]
    public async Task Money_that_races_with_the_registration_is_never_left_parked()
    {
        await using var engine = await Start();
        var racing = Enumerable.Range(0, 200).SelectMany(n => new[]
        {
            engine.Post(Paid($"P{n}", Importer, 1_000_000, Key(n).ToString())),
            engine.Post(Registered(n, Importer)),
            engine.Post(Paid($"Q{n}", Other, 5, Key(n).ToString())),
        });
        await Task.WhenAll(racing);

        for (var n = 0; n < 200; n++)
        {
            (await engine.Ask(Key(n))).Outcome.ShouldBe(Outcome.Clear, $"declaration {n}");
        }

        (await engine.TotalsOf(Importer)).Parked.ShouldBe(0);
        var others = await engine.TotalsOf(Other);
        (others.Parked, others.Suspense).ShouldBe((0, 1000));
    }

    [Fact]
    public async Task Facts_that_race_with_the_registration_all_count()
    {
        await using var engine = await Start();
        var racing = Enumerable.Range(0, 100).SelectMany(n => new[]
        {
            engine.Post(new ClearanceRecorded($"C{n}", At("2026-11-02T12:00:00+07:00"), Key(n))
            {
                Outcome = RecordedOutcome.Cleared,
            }),
            engine.Post(Registered(n, Importer)),
        });
        await Task.WhenAll(racing);

        for (var n = 0; n < 100; n++)
        {
            var decision = await engine.Ask(Key(n));
            (decision.Outcome, decision.Outstanding).ShouldBe((Outcome.Cleared, 1_000_000), $"declaration {n}");
        }
    }

    [Fact]
    public async Task A_row_given_to_another_taxpayers_goods_frees_them_before_the_call_returns()
    {
        await using var engine = await Start();
        await engine.Post(Registered(1, Other));
        await engine.Post(Paid("P", Importer, 1_000_000, "999999999"));

        var result = await engine.Post(Assigned("S", "P", Importer, 1));

        result.Status.ShouldBe(EventStatus.Accepted);
        (await engine.Ask(Key(1))).Outcome.ShouldBe(Outcome.Clear);
        (await engine.TotalsOf(Importer)).TransferredOut.ShouldBe(1_000_000);
        (await engine.TotalsOf(Other)).TransferredIn.ShouldBe(1_000_000);

        await engine.Post(Cancelled("P", Importer));

        (await engine.Ask(Key(1))).Outcome.ShouldBe(Outcome.Hold);
        (await engine.TotalsOf(Importer)).TransferredOut.ShouldBe(0);
        (await engine.TotalsOf(Other)).TransferredIn.ShouldBe(0);
    }

    [Fact]
    public async Task A_row_another_taxpayers_goods_cannot_take_comes_back_and_the_sender_is_told_why()
    {
        await using var engine = await Start();
        await engine.Post(Registered(1, Other));
        await engine.Post(Paid("P", Importer, 700, "999999999"));

        var result = await engine.Post(Assigned("S", "P", Importer, 1) with { Line = new LineKey(1702, Account.Budget) });
        var again = await engine.Post(Assigned("S", "P", Importer, 1) with { Line = new LineKey(1702, Account.Budget) });

        result.Status.ShouldBe(EventStatus.Rejected);
        result.Rejection!.Code.ShouldBe(RejectionCode.NotAllowedInStatus);
        again.ShouldBe(result);
        (await engine.TotalsOf(Importer)).Suspense.ShouldBe(700);
    }

    [Fact]
    public async Task A_block_lifted_over_ten_thousand_declarations_is_journaled_for_each_of_them()
    {
        await using var engine = await Start();
        for (var page = 0; page < 10; page++)
        {
            await engine.PostAll([.. Enumerable.Range(page * 1000, 1000).Select(n => Registered(n, Importer, 0))]);
        }

        await engine.Post(Placed("E1", Importer));
        await engine.Post(Lifted("E2", Importer));

        var journal = await engine.Store.ReadJournal(0, int.MaxValue, CancellationToken.None);
        journal.Count.ShouldBe(30_000);
        JournalVerifier.Verify(journal).ShouldBeNull();
    }

    [Fact]
    public async Task A_call_cut_by_dependencies_ends_as_if_posted_one_by_one()
    {
        await using var engine = await Start();
        var results = await engine.PostAll(
        [
            new DeclarationCancelled("X1", At("2026-11-02T08:00:00+07:00"), Key(1)),
            Registered(1, Importer),
            Registered(1, Other) with { Id = "VN:other" },
            new ClearanceRecorded("C1", At("2026-11-02T12:00:00+07:00"), Key(1)) { Outcome = RecordedOutcome.Released },
            new DeclarationCancelled("X2", At("2026-11-02T13:00:00+07:00"), Key(1)),
            Registered(1, Importer),
        ]);

        results.Select(result => result.Status).ShouldBe(
        [
            EventStatus.Accepted, EventStatus.Accepted, EventStatus.Rejected, EventStatus.Accepted, EventStatus.Rejected,
            EventStatus.Duplicate,
        ]);
        (await engine.Ask(Key(1))).Outcome.ShouldBe(Outcome.Released);
    }

    [Fact]
    public async Task What_changes_by_date_alone_is_journaled_after_midnight()
    {
        await using var engine = await Start(clock: new FixedClock(At("2026-11-02T10:00:00+07:00")));
        await engine.Post(Registered(1, Importer, 0));
        await using var store = engine.Store.Reopen();
        await engine.Engine.DisposeAsync();

        await using var later = await Start(store, new FixedClock(At("2026-11-18T00:00:01+07:00")));
        await later.Engine.Host.Taxpayer(Importer).Sweep();

        var journal = await store.ReadJournal(Key(1), 1, 10, CancellationToken.None);
        journal.Count.ShouldBe(2);
        System.Text.Encoding.UTF8.GetString(journal[1].Entry.Body).ShouldContain("DeclarationLapsed");
    }

    [Fact]
    public async Task What_is_due_is_journaled_though_another_process_wrote_in_between()
    {
        await using var engine = await Start(clock: new FixedClock(At("2026-11-02T10:00:00+07:00")));
        await engine.Post(Registered(1, Importer, 0));
        await using var store = engine.Store.Reopen();
        await engine.Engine.DisposeAsync();
        store.BeforeCommit = async _ =>
        {
            store.BeforeCommit = null;
            await AnotherProcess.Writes(store);
        };

        await using var later = await Start(store, new FixedClock(At("2026-11-18T00:00:01+07:00")));
        await later.Engine.Host.Taxpayer(Importer).Sweep();

        (await store.DueLedgers(new DateOnly(2026, 11, 18), null, 1, CancellationToken.None)).ShouldBeEmpty();
        (await store.ReadJournal(Key(1), 1, 10, CancellationToken.None)).Count.ShouldBe(2);
    }

    private sealed class FixedClock(Instant now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now.ToDateTimeOffset();
    }
}

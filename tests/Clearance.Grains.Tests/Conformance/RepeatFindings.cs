using Clearance.Domain;
using Clearance.Entities;
using Clearance.Testing.Engines;
using Clearance.Testing.Events;
using Clearance.Testing.Stores;
using static Clearance.Testing.Events.TestEvents;

namespace Clearance.Grains.Tests.Conformance;

/// <content>Events that come again at a bad moment, and outcomes that got lost.</content>
public abstract partial class SimulationFindings
{
    [Fact]
    public async Task A_payment_that_comes_again_while_it_is_committed_stops_no_ledger()
    {
        await using var engine = await Start();
        await engine.Post(Registered(1, Importer, 0));

        // Its row stays in memory, since it is nobody's: applied twice, it would throw.
        var results = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(_ => engine.Post(Paid("P", Importer, 400_000, "999999999"))));

        results.Count(result => result.Status == EventStatus.Accepted).ShouldBe(1);
        (await engine.Store.ParkedEvents(Importer.Value, 10, CancellationToken.None)).ShouldBeEmpty();
        (await engine.Ask(Key(1))).Outcome.ShouldBe(Outcome.Clear);
        (await engine.TotalsOf(Importer)).Suspense.ShouldBe(400_000);
    }

    [Fact]
    public async Task A_duplicate_of_what_is_durable_and_not_shown_yet_waits_until_it_is_shown()
    {
        await using var engine = await Start();
        await engine.Post(Registered(1, Importer));
        var isDurable = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var acknowledge = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        engine.Store.AfterCommit = async _ =>
        {
            isDurable.TrySetResult();
            await acknowledge.Task;
        };
        var first = engine.Post(Paid("P", Importer, 1_000_000, Key(1).ToString()));
        await isDurable.Task;

        var again = engine.Post(Paid("P", Importer, 1_000_000, Key(1).ToString()));
        await Task.WhenAny(again, Task.Delay(100));
        again.IsCompleted.ShouldBeFalse("what it repeats is not visible yet");
        acknowledge.SetResult();

        (await again).Status.ShouldBe(EventStatus.Duplicate);
        (await engine.Ask(Key(1))).Outcome.ShouldBe(Outcome.Clear);
        (await first).Status.ShouldBe(EventStatus.Accepted);
    }

    [Fact]
    public async Task A_message_is_delivered_though_the_outcome_of_its_commit_was_lost()
    {
        await using var engine = await Start();
        await engine.Post(Registered(1, Other));
        await engine.Post(Paid("P", Importer, 1_000_000, "999999999"));
        engine.Store.LoseNextOutcome();
        await Should.ThrowAsync<StoreUnavailableException>(() => engine.Post(Assigned("S", "P", Importer, 1)));

        for (var wait = 0; wait < 500 && (await engine.Store.PendingIntents(0, 1, CancellationToken.None)).Count > 0; wait++)
        {
            await Task.Delay(10);
        }

        (await engine.Post(Assigned("S", "P", Importer, 1))).Status.ShouldBe(EventStatus.Duplicate);
        (await engine.Ask(Key(1))).Outcome.ShouldBe(Outcome.Clear);
        (await engine.TotalsOf(Importer)).InTransit.ShouldBe(0);
    }

    [Fact]
    public async Task A_move_that_comes_twice_at_once_and_is_returned_is_rejected_twice()
    {
        await using var engine = await Start();
        await engine.Post(Registered(1, Other));
        await engine.Post(Paid("P", Importer, 1_000_000, "999999999"));
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        engine.Store.BeforeCommit = async _ => await release.Task;
        var move = Assigned("S", "P", Importer, 1) with { Line = new LineKey(1702, Account.Budget) };

        // Both wait behind a payment, and so are in one batch.
        var paying = engine.Post(Paid("Q", Importer, 1, "999999999"));
        await Task.Delay(50);
        var moving = Enumerable.Range(0, 2).Select(_ => engine.Post(move)).ToList();
        await Task.Delay(50);
        engine.Store.BeforeCommit = null;
        release.SetResult();
        await paying;

        (await Task.WhenAll(moving)).ShouldAllBe(result => result.Status == EventStatus.Rejected);
    }

    [Fact]
    public async Task What_is_known_stays_a_duplicate_behind_another_content_of_its_id()
    {
        await using var engine = await Start();
        var known = Paid("P", Importer, 1_000_000, "999999999");
        await engine.Post(known);

        var results = await engine.PostAll([known with { Slip = "C1-02/99" }, known]);

        results.Select(result => result.Status).ShouldBe([EventStatus.Conflict, EventStatus.Duplicate]);
    }

    [Fact]
    public async Task A_call_whose_dead_letter_has_an_unknown_fate_may_be_repeated()
    {
        await using var engine = await Start();
        engine.Store.LoseNextOutcome();
        byte[] broken = [.. "{"u8];

        await Should.ThrowAsync<StoreUnavailableException>(
            () => engine.Intake.Take(EventStream.Payments, [broken], CancellationToken.None));
    }

    [Fact]
    public async Task Money_for_goods_that_were_registered_and_settled_meanwhile_is_not_parked()
    {
        await using var engine = await Start();
        await engine.Post(Paid("P1", Importer, 300_000, Key(1).ToString()));
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        engine.Store.BeforeCommit = async _ => await release.Task;

        // Waits in its ledger behind the registration, and has read before it that nobody owns the goods.
        var registering = engine.Post(Registered(1, Importer, 0));
        var paying = engine.PostAll([Paid("P2", Importer, 1, "999999999"), Paid("P3", Importer, 200_000, Key(1).ToString())]);
        var cleared = engine.Intake.Take(
            EventStream.Declarations,
            [EventJson.Write(new ClearanceRecorded("C", At("2026-11-02T12:00:00+07:00"), Key(1)) { Outcome = RecordedOutcome.Cleared })],
            CancellationToken.None);
        await Task.Delay(50);
        engine.Store.BeforeCommit = null;
        release.SetResult();
        await Task.WhenAll(registering, paying, cleared);

        (await engine.TotalsOf(Importer)).Parked.ShouldBe(0);
        (await engine.Ask(Key(1))).Surplus.ShouldBe(500_000);
    }

    [Fact]
    public async Task A_move_to_goods_that_are_being_registered_is_not_refused_on_what_was_read_before()
    {
        await using var engine = await Start();
        await engine.Post(Paid("P", Importer, 1_000_000, "999999999"));
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        engine.Store.BeforeCommit = async _ => await release.Task;

        // The registration waits to be written behind a payment, and the move reads meanwhile that nobody owns the goods.
        var paying = engine.Post(Paid("Q", Other, 1, "999999999"));
        await Task.Delay(50);
        var registering = engine.Post(Registered(1, Third));
        await Task.Delay(50);
        var moving = engine.Post(Assigned("S", "P", Importer, 1));
        await Task.Delay(50);
        engine.Store.BeforeCommit = null;
        release.SetResult();
        await Task.WhenAll(paying, registering);

        (await moving).Status.ShouldBe(EventStatus.Accepted);
        (await engine.Ask(Key(1))).Outcome.ShouldBe(Outcome.Clear);
    }

    [Fact]
    public async Task While_a_ledger_is_read_anew_nobody_is_answered_from_what_was_held_before()
    {
        await using var engine = await Start();
        await engine.Post(Registered(1, Importer, 0));
        (await engine.Ask(Key(1))).Outcome.ShouldBe(Outcome.Clear);
        var isReading = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        engine.Store.BeforeCommit = async _ =>
        {
            engine.Store.BeforeCommit = null;
            await AnotherProcess.Writes(engine.Store);
            engine.Store.BeforeRead = async () =>
            {
                isReading.TrySetResult();
                await release.Task;
            };
        };

        var paying = engine.Post(Paid("P", Importer, 1, "999999999"));
        await isReading.Task;
        var asking = engine.Ask(Key(1));
        await Task.WhenAny(asking, Task.Delay(100));
        asking.IsCompleted.ShouldBeFalse("another process may have written what is not known here yet");
        engine.Store.BeforeRead = null;
        release.SetResult();

        (await asking).Outcome.ShouldBe(Outcome.Clear);
        (await paying).Status.ShouldBe(EventStatus.Accepted);
    }

    [Fact]
    public async Task An_engine_stops_while_it_waits_after_a_sweep_that_failed()
    {
        // At start the largest ledgers and the messages are read, then what is due.
        var store = new InMemoryStore();
        var failed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reads = 0;
        store.BeforeRead = () =>
        {
            if (++reads < 3)
            {
                return Task.CompletedTask;
            }

            failed.TrySetResult();
            throw new StoreUnavailableException("A test ends this read.");
        };
        var engine = await Start(store: store);
        await failed.Task;

        await Should.NotThrowAsync(async () => await engine.DisposeAsync());
    }
}

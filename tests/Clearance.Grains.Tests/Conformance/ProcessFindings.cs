using Clearance.Domain;
using Clearance.Entities;
using Clearance.Testing.Engines;
using Clearance.Testing.Events;
using static Clearance.Testing.Events.TestEvents;

namespace Clearance.Grains.Tests.Conformance;

/// <content>Somebody else writes at a bad moment.</content>
public abstract partial class SimulationFindings
{
    [Fact]
    public async Task A_refusal_states_the_ledger_it_was_judged_on()
    {
        await using var engine = await Start();
        await engine.Post(Registered(1, Importer));
        var attempts = 0;
        engine.Store.BeforeCommit = async units =>
        {
            attempts += units.Count(unit => unit.Events.Count > 0);
            if (attempts == 1 && units[0].Events.Count > 0)
            {
                await AnotherProcess.Writes(engine.Store);
            }
        };

        var refused = await engine.Post(Assigned("S", "P", Importer, 1));

        refused.Rejection!.Code.ShouldBe(RejectionCode.NotAllowedInStatus);
        attempts.ShouldBe(2, "what was judged before the other wrote is judged again");
    }

    [Fact]
    public async Task Nobody_is_told_of_a_duplicate_by_who_may_not_show_the_ledger()
    {
        await using var engine = await Start();
        await engine.Post(Registered(1, Importer));
        var paid = Paid("P", Importer, 100, Key(1).ToString());
        var known = new IntakeEvent(EventStream.Payments, paid, new Hash128(1, 2), new Hash128(3, 4), EventJson.Write(paid));
        var ledger = engine.Entities.Taxpayer(Importer);
        (await ledger.Apply([known]))[0].Status.ShouldBe(EventStatus.Accepted);

        engine.Store.LeaseLost = true;
        var refused = await Should.ThrowAsync<Exception>(() => ledger.Apply([known]));
        refused.IsOfTheStore().ShouldBeTrue(refused.ToString());

        engine.Store.LeaseLost = false;
        (await ledger.Apply([known]))[0].Status.ShouldBe(EventStatus.Duplicate);
    }

    [Fact]
    public async Task Who_waits_for_a_re_decision_that_another_process_ends_waits_no_longer()
    {
        await using var engine = await Start(new HostSettings
        {
            Entities = new EntityLimits { DeclarationsPerPage = 1 },
            SettleWithin = TimeSpan.FromSeconds(60),
        });
        await engine.PostAll([Registered(1, Importer, 0), Registered(2, Importer, 0), Registered(3, Importer, 0)]);
        engine.Store.BeforeCommit = async units =>
        {
            if (units[0].Events.Count == 0)
            {
                engine.Store.BeforeCommit = null;
                await AnotherProcess.Writes(engine.Store, endsPass: true);
            }
        };

        (await engine.Post(Placed("E1", Importer))).Status.ShouldBe(EventStatus.Accepted);
    }

    [Fact]
    public async Task A_row_newer_than_the_ledger_held_is_not_used_with_it()
    {
        await using var engine = await Start();
        await engine.Post(Registered(1, Importer, 100));
        await engine.Post(Paid("P", Importer, 100, Key(1).ToString()));
        await AnotherProcess.Writes(engine.Store, LedgerRowKeys.Payment("BIDV:P"));

        await Should.ThrowAsync<StoreUnavailableException>(() => engine.Post(Cancelled("P", Importer)));

        (await engine.Post(Cancelled("P", Importer))).Status.ShouldBe(EventStatus.Accepted);
        (await engine.Ask(Key(1))).Outstanding.ShouldBe(100);
    }

    [Fact]
    public async Task A_declaration_out_of_memory_is_shown_with_the_ledger_that_wrote_it()
    {
        await using var engine = await Start();
        await engine.Post(Registered(1, Importer, 100));
        await engine.Post(Paid("P", Importer, 100, Key(1).ToString()));
        await engine.Intake.Take(
            EventStream.Declarations,
            [EventJson.Write(new ClearanceRecorded("C", At("2026-11-02T12:00:00+07:00"), Key(1)) { Outcome = RecordedOutcome.Cleared })],
            CancellationToken.None);
        var isReading = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        engine.Store.BeforeRead = async () =>
        {
            engine.Store.BeforeRead = null;
            isReading.SetResult();
            await release.Task;
        };

        var finding = engine.Entities.Taxpayer(Importer).Find(Key(1)).AsTask();
        await isReading.Task;
        await engine.Post(Cancelled("P", Importer));
        release.SetResult();

        var (root, declaration) = await finding;
        root.Ledger.Totals.Cancelled.ShouldBe(100);
        root.Decide(declaration!, new DateOnly(2026, 11, 2)).Outstanding.ShouldBe(100);
    }

    [Fact]
    public async Task A_conflict_is_told_when_its_dead_letter_is_durable()
    {
        await using var engine = await Start();
        await engine.Post(Registered(1, Importer));
        var isWriting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        engine.Store.BeforeCommit = async units =>
        {
            engine.Store.BeforeCommit = null;
            var other = units[0].Events[0] with { Content = default };
            await engine.Store.Commit([new CommitUnit { Events = [other] }], CancellationToken.None);
            engine.Store.BeforeCommit = async _ =>
            {
                isWriting.TrySetResult();
                await release.Task;
            };
        };

        var posting = engine.Post(Paid("P", Importer, 100, Key(1).ToString()));
        await isWriting.Task;
        await Task.WhenAny(posting, Task.Delay(100));
        posting.IsCompleted.ShouldBeFalse("its dead letter is not written yet");
        release.SetResult();

        (await posting).Status.ShouldBe(EventStatus.Conflict);
        engine.Store.DeadLetters.ShouldHaveSingleItem();
    }
}

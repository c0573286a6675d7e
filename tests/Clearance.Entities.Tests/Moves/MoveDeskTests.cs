using Clearance.Domain;
using Clearance.Entities.Tests.Engine;
using Clearance.Testing.Engines;
using static Clearance.Testing.Events.TestEvents;

namespace Clearance.Entities.Tests.Moves;

/// <summary>Moves that officers propose and approve, and what becomes of them when a process dies in between.</summary>
public sealed class MoveDeskTests
{
    private static readonly Instant Now = At("2026-11-02T09:00:00+07:00");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_approval_whose_event_nobody_saw_through_is_seen_through_later_and_counts_once(bool isWritten)
    {
        await using var engine = await TestEngine.Start();
        await engine.Post(Paid("P", Importer, 1_000_000, "999999999"));
        await engine.Post(Registered(1, Importer));
        var dying = Desk(engine, new DyingIntake(engine.Intake, isWritten));
        var (move, _) = await dying.Propose(Importer, "M", Assign(1), default);

        await Should.ThrowAsync<StoreUnavailableException>(dying.Approve(Importer, move.Id, "ld02", default));
        (await dying.Get(Importer, "M", default)).Status.ShouldBe(MoveStatus.Approved);
        (await engine.Ask(Key(1))).Outcome.ShouldBe(isWritten ? Outcome.Clear : Outcome.Hold);

        await using var next = await engine.Restart();
        var desk = Desk(next, next.Intake);
        (await desk.FinishAll(default)).ShouldBe(1);
        (await desk.FinishAll(default)).ShouldBe(0);

        (await next.Ask(Key(1))).Outcome.ShouldBe(Outcome.Clear);
        (await desk.Get(Importer, "M", default)).Status.ShouldBe(MoveStatus.Done);
        (await next.TotalsOf(Importer)).Suspense.ShouldBe(0);
    }

    [Fact]
    public async Task Approving_again_after_an_answer_was_lost_is_answered_with_what_became_of_it()
    {
        await using var engine = await TestEngine.Start();
        await engine.Post(Paid("P", Importer, 1_000_000, "999999999"));
        await engine.Post(Registered(1, Importer));
        var (move, _) = await Desk(engine, engine.Intake).Propose(Importer, "M", Assign(1), default);
        await Should.ThrowAsync<StoreUnavailableException>(
            Desk(engine, new DyingIntake(engine.Intake, isWritten: true)).Approve(Importer, move.Id, "ld02", default));

        (await Desk(engine, engine.Intake).Approve(Importer, move.Id, "ld02", default)).Status.ShouldBe(MoveStatus.Done);
    }

    [Fact]
    public async Task A_move_that_became_impossible_is_rejected_with_the_reason_of_the_ledger()
    {
        await using var engine = await TestEngine.Start();
        await engine.Post(Paid("P", Importer, 1_000_000, "999999999"));
        await engine.Post(Registered(1, Importer));
        await engine.Post(Registered(2, Importer));
        var desk = Desk(engine, engine.Intake);
        await desk.Propose(Importer, "M", Assign(1), default);
        await desk.Propose(Importer, "N", Assign(2, "N"), default);

        (await desk.Approve(Importer, "M", "ld02", default)).Status.ShouldBe(MoveStatus.Done);
        var late = await desk.Approve(Importer, "N", "ld02", default);

        (late.Status, late.Rejection!.Code).ShouldBe((MoveStatus.Rejected, RejectionCode.NotAllowedInStatus));
        (await desk.List(Importer, 10, default)).Select(it => it.Id).ShouldBe(["N", "M"]);
    }

    [Fact]
    public async Task An_event_of_somebody_elses_under_the_moves_id_moves_nothing()
    {
        await using var engine = await TestEngine.Start();
        await engine.Post(Paid("P", Importer, 1_000_000, "999999999"));
        await engine.Post(Registered(1, Importer));
        var desk = Desk(engine, engine.Intake);
        await desk.Propose(Importer, "M", Assign(1), default);
        await engine.Post(Placed(ProposedMove.EventIdOf(Importer, "M"), Other));

        (await desk.Approve(Importer, "M", "ld02", default)).Status.ShouldBe(MoveStatus.Rejected);
        (await engine.TotalsOf(Importer)).Suspense.ShouldBe(1_000_000);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_move_that_waits_for_a_stopped_ledger_is_not_done_until_it_is_applied(bool isImpossibleThen)
    {
        await using var engine = await TestEngine.Start();
        await engine.Post(Paid("P", Importer, 1_000_000, "999999999"));
        await engine.Post(Registered(1, Importer));
        var desk = Desk(engine, engine.Intake);
        await desk.Propose(Importer, "M", Assign(1), default);
        await engine.Entities.Taxpayer(Importer).Apply([engine.Throwing(isImpossibleThen ? Cancelled("P", Importer) : Placed("E", Importer))]);

        (await desk.Approve(Importer, "M", "ld02", default)).Status.ShouldBe(MoveStatus.Approved, "no money is moved");
        (await desk.FinishAll(default)).ShouldBe(0);
        (await desk.Approve(Importer, "M", "ld02", default)).Status.ShouldBe(MoveStatus.Approved);

        await using var repaired = await engine.Restart();
        desk = Desk(repaired, repaired.Intake);
        (await repaired.Entities.Taxpayer(Importer).Resume()).Taken.ShouldBe(2);
        (await desk.FinishAll(default)).ShouldBe(1);
        (await desk.Get(Importer, "M", default)).Status.ShouldBe(isImpossibleThen ? MoveStatus.Rejected : MoveStatus.Done);
        (await desk.FinishAll(default)).ShouldBe(0);
    }

    [Fact]
    public async Task A_ledger_that_goes_on_while_a_move_is_looked_at_has_the_last_word()
    {
        await using var stopped = await TestEngine.Start();
        await stopped.Post(Paid("P", Importer, 1_000_000, "999999999"));
        await stopped.Post(Registered(1, Importer));
        await Desk(stopped, stopped.Intake).Propose(Importer, "M", Assign(1), default);
        await stopped.Entities.Taxpayer(Importer).Apply([stopped.Throwing(Cancelled("P", Importer))]);
        (await Desk(stopped, stopped.Intake).Approve(Importer, "M", "ld02", default)).Status.ShouldBe(MoveStatus.Approved);
        await using var engine = await stopped.Restart();
        var desk = Desk(engine, new SlowIntake(engine.Intake, () => engine.Entities.Taxpayer(Importer).Resume()));

        (await desk.FinishAll(default)).ShouldBe(1);

        (await desk.Get(Importer, "M", default)).Status.ShouldBe(MoveStatus.Rejected, "its payment was cancelled before it");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_transfer_that_waits_for_a_stopped_ledger_is_not_done_until_that_has_answered(bool isRefusedThen)
    {
        await using var engine = await TestEngine.Start();
        await engine.Post(Paid("P", Importer, 1_000_000, "999999999"));
        await engine.Post(Registered(2, Other));
        var desk = Desk(engine, engine.Intake);
        await desk.Propose(Importer, "M", Assign(2), default);
        await engine.Entities.Taxpayer(Other).Apply(
            [engine.Throwing(isRefusedThen ? new DeclarationCancelled("VN:C", Now, Key(2)) : Placed("E", Other))]);

        (await desk.Approve(Importer, "M", "ld02", default)).Status.ShouldBe(MoveStatus.Approved, "it is on its way");
        (await desk.FinishAll(default)).ShouldBe(0);

        await using var repaired = await engine.Restart();
        desk = Desk(repaired, repaired.Intake);
        (await repaired.Entities.Taxpayer(Other).Resume()).IsStopped.ShouldBeFalse();
        for (var wait = 0; wait < 2_000 && await desk.FinishAll(default) == 0; wait++)
        {
            await Task.Delay(10);
        }

        (await desk.Get(Importer, "M", default)).Status.ShouldBe(isRefusedThen ? MoveStatus.Rejected : MoveStatus.Done);
    }

    [Fact]
    public async Task A_move_of_a_ledger_that_cannot_be_read_is_not_done()
    {
        var engine = await TestEngine.Start();
        await engine.Post(Paid("P", Importer, 1_000_000, "999999999"));
        await engine.Post(Registered(1, Importer));
        await Desk(engine, engine.Intake).Propose(Importer, "M", Assign(1), default);
        var row = await AnotherProcess.Exchanges(engine.Store, "BIDV:P", [0xFF, 0x00]);
        engine = await engine.Restart();

        (await Desk(engine, engine.Intake).Approve(Importer, "M", "ld02", default)).Status.ShouldBe(MoveStatus.Approved);
        (await Desk(engine, engine.Intake).FinishAll(default)).ShouldBe(0);

        await AnotherProcess.Exchanges(engine.Store, "BIDV:P", row);
        await using var repaired = await engine.Restart();
        await repaired.Entities.Taxpayer(Importer).Resume();
        (await Desk(repaired, repaired.Intake).FinishAll(default)).ShouldBe(1);
        (await Desk(repaired, repaired.Intake).Get(Importer, "M", default)).Status.ShouldBe(MoveStatus.Done);
    }

    [Fact]
    public async Task Moves_that_wait_for_a_stopped_ledger_keep_no_other_waiting_however_many_they_are()
    {
        await using var engine = await TestEngine.Start();
        await engine.Post(Paid("P", Importer, 1_000_000, "999999999"));
        await engine.Post(Registered(1, Importer));
        await engine.Post(Paid("Q", Other, 500_000, "888888888"));
        var desk = Desk(engine, engine.Intake);
        await engine.Entities.Taxpayer(Importer).Apply([engine.Throwing(Placed("E", Importer))]);
        for (var i = 0; i < 101; i++)
        {
            await desk.Propose(Importer, $"M{i}", Assign(1, $"M{i}"), default);
            (await desk.Approve(Importer, $"M{i}", "ld02", default)).Status.ShouldBe(MoveStatus.Approved);
        }

        var toSurplus = Assigned(ProposedMove.EventIdOf(Other, "N"), "Q", Other, 1) with
        {
            At = Now,
            Checker = ProposedMove.Nobody,
            Declaration = null,
            Line = default,
        };
        await desk.Propose(Other, "N", toSurplus, default);
        await Should.ThrowAsync<StoreUnavailableException>(
            Desk(engine, new DyingIntake(engine.Intake, isWritten: false)).Approve(Other, "N", "ld02", default));

        var looks = 0;
        while (await desk.FinishAll(default) == 0)
        {
            (++looks).ShouldBeLessThan(3);
        }

        (await desk.Get(Other, "N", default)).Status.ShouldBe(MoveStatus.Done);
    }

    [Fact]
    public void Every_move_reads_back_as_it_was_written()
    {
        OfficersMove[] events =
        [
            Assign(1),
            Assign(1) with { Declaration = null, Line = default },
            new SurplusApplied(ProposedMove.EventIdOf(Importer, "M"), Now, Importer)
            {
                From = Key(1), To = Key(2), Line = Duty, Amount = 5, Maker = "cb01", Checker = "-",
            },
            new SurplusRefunded(ProposedMove.EventIdOf(Importer, "M"), Now, Importer) { From = null, Amount = 5, Maker = "cb01", Checker = "-" },
        ];
        foreach (var e in events)
        {
            var proposed = new ProposedMove { Id = "M", Event = e, ProposedAt = Now };
            proposed.Approve("ld02", At("2026-11-03T09:00:00+07:00"), out var approved);
            foreach (var move in (ProposedMove[])[proposed, approved, approved.Finished(new Rejection(RejectionCode.InvalidValue, "row", "no"))])
            {
                MoveCodec.Decode(new MoveRecord(Importer, "M", 1, false, MoveCodec.Encode(move))).ShouldBe(move);
            }
        }
    }

    private static MoveDesk Desk(TestEngine engine, IIntake intake) =>
        new(engine.Store, intake, new WhatIf(engine.Store, engine.Entities), new WhatBecame(engine.Store, engine.Entities), TimeProvider.System);

    private static SuspenseAssigned Assign(int target, string id = "M") =>
        Assigned(ProposedMove.EventIdOf(Importer, id), "P", Importer, target) with { At = Now, Checker = ProposedMove.Nobody };

    /// <summary>Something happens between its finding what became of events and its answer.</summary>
    private sealed class SlowIntake(IIntake intake, Func<Task> meanwhile) : IIntake
    {
        public async Task<IReadOnlyList<EventResult>> Take(
            EventStream stream, IReadOnlyList<ReadOnlyMemory<byte>> events, CancellationToken cancel)
        {
            var results = await intake.Take(stream, events, cancel);
            await meanwhile();
            return results;
        }
    }

    /// <summary>The process dies while the event is written, before or after it is durable.</summary>
    private sealed class DyingIntake(IIntake intake, bool isWritten) : IIntake
    {
        public async Task<IReadOnlyList<EventResult>> Take(
            EventStream stream, IReadOnlyList<ReadOnlyMemory<byte>> events, CancellationToken cancel)
        {
            if (isWritten)
            {
                await intake.Take(stream, events, cancel);
            }

            throw new StoreUnavailableException("The process died here.");
        }
    }
}

using Clearance.Domain;
using Clearance.Testing.Engines;
using static Clearance.Entities.Tests.Engine.TestEngine;
using static Clearance.Testing.Events.TestEvents;

namespace Clearance.Entities.Tests.Engine;

/// <summary>A stored record that cannot be read, or a fact that throws, stops its own key: what comes is kept, and all others go on.</summary>
public sealed class UnreadableTests
{
    [Fact]
    public async Task What_comes_for_a_ledger_that_cannot_be_read_is_kept_and_what_came_with_it_is_applied()
    {
        await using var engine = await WithDamagedLedger();

        var results = await engine.PostAll(
            [Paid("P1", Importer, 100, Key(1).ToString()), Paid("P2", Other, 1_000_000, Key(2).ToString())]);

        results.ShouldAllBe(static result => result.Status == EventStatus.Accepted);
        (await engine.Ask(Key(1))).Reasons.ShouldHaveSingleItem().Code.ShouldBe(ReasonCode.DecisionUnavailable);
        (await engine.Ask(Key(2))).Outcome.ShouldBe(Outcome.Clear);
        (await engine.Store.ParkedEvents(Importer.Value, 10, default)).ShouldHaveSingleItem();
        (await engine.Post(Paid("P1", Importer, 100, Key(1).ToString()))).Status.ShouldBe(EventStatus.Duplicate);
    }

    [Fact]
    public async Task A_ledger_that_cannot_be_read_keeps_its_bytes_and_is_looked_at_in_every_sweep()
    {
        var engine = await WithDamagedLedger();
        await engine.Post(Paid("P1", Importer, 100, Key(1).ToString()));
        await engine.Post(Paid("P2", Importer, 100, Key(1).ToString()));

        await using var restarted = await engine.Restart();
        await restarted.Post(Paid("P3", Importer, 100, Key(1).ToString()));

        var stored = (await restarted.Store.LoadLedger(Importer, default))!;
        stored.Head.ShouldBe(AnotherProcess.UnreadableHead);
        stored.Rows.Select(static row => row.Key.Kind).ShouldContain(LedgerRowKind.Declaration);
        (await restarted.Store.ParkedEvents(Importer.Value, 10, default)).Count.ShouldBe(3);
        (await restarted.Store.DueLedgers(new DateOnly(2026, 11, 2), null, 10, default)).ShouldBe([Importer]);
        await Should.ThrowAsync<CorruptRecordException>(() => restarted.Engine.Host.Taxpayer(Importer).Sweep());
    }

    [Fact]
    public async Task A_ledger_that_became_unreadable_elsewhere_stops_at_the_next_event()
    {
        await using var engine = await Start();
        await engine.Post(Registered(1, Importer, 0));
        await AnotherProcess.Damages(engine.Store);

        (await engine.Post(Paid("P1", Importer, 100, Key(1).ToString()))).Status.ShouldBe(EventStatus.Accepted);

        (await engine.Ask(Key(1))).Reasons.ShouldHaveSingleItem().Code.ShouldBe(ReasonCode.DecisionUnavailable);
        (await engine.Store.LoadLedger(Importer, default))!.Head.ShouldBe(AnotherProcess.UnreadableHead);
    }

    [Fact]
    public async Task A_message_for_a_ledger_that_cannot_be_read_waits()
    {
        await using var engine = await WithDamagedLedger();

        await Should.ThrowAsync<LedgerParkedException>(() => engine.Engine.Host.Taxpayer(Importer).Deliver(
            new IntentWrite("m", IntentKind.Transfer, Other, Importer, default, [])));
    }

    [Fact]
    public async Task Facts_of_a_declaration_that_cannot_be_read_are_kept_and_what_came_with_them_is_applied()
    {
        await using var engine = await Start();
        await DamageIdentity(engine, 1);

        var results = await engine.PostAll([Concluded(1), Concluded(2)]);

        results.ShouldAllBe(static result => result.Status == EventStatus.Accepted);
        (await engine.Store.ParkedEvents(Key(1).ToString(), 10, default)).ShouldHaveSingleItem();
        (await engine.Store.ParkedEvents(Key(2).ToString(), 10, default)).ShouldBeEmpty();
        (await engine.Ask(Key(1))).Reasons.ShouldHaveSingleItem().Code.ShouldBe(ReasonCode.DecisionUnavailable);
        (await engine.Post(Concluded(1))).Status.ShouldBe(EventStatus.Duplicate);
    }

    [Fact]
    public async Task Money_for_a_declaration_that_cannot_be_read_stops_its_payer_alone()
    {
        await using var engine = await Start();
        await DamageIdentity(engine, 1);

        var results = await engine.PostAll(
            [Paid("P1", Importer, 100, Key(1).ToString()), Paid("P2", Other, 100, Key(2).ToString())]);

        results.ShouldAllBe(static result => result.Status == EventStatus.Accepted);
        (await engine.Store.ParkedEvents(Importer.Value, 10, default)).ShouldHaveSingleItem();
        (await engine.TotalsOf(Other)).Confirmed.ShouldBe(100);
    }

    [Fact]
    public async Task A_fact_that_throws_stops_its_declaration_and_later_facts_wait_behind_it()
    {
        await using var engine = await Start();
        var declaration = engine.Engine.Host.Declaration(Key(1));
        await engine.Post(Concluded(1));

        (await declaration.Apply([Throwing("T")]))!.ShouldHaveSingleItem().Status.ShouldBe(EventStatus.Accepted);
        (await engine.Post(Recorded(1))).Status.ShouldBe(EventStatus.Accepted);

        var parked = await engine.Store.ParkedEvents(Key(1).ToString(), 10, default);
        parked.Select(static it => it.Why.Length > 0).ShouldBe([true, false]);
        (await engine.Ask(Key(1))).Reasons.ShouldHaveSingleItem().Code.ShouldBe(ReasonCode.DecisionUnavailable);
    }

    [Fact]
    public async Task Who_registers_a_declaration_with_a_fact_that_throws_is_stopped_and_nothing_of_it_may_go()
    {
        await using var engine = await Start();
        await engine.Engine.Host.Declaration(Key(1)).Apply([Throwing("T")]);

        (await engine.Post(Registered(1, Importer, 0))).Status.ShouldBe(EventStatus.Accepted);

        (await engine.Store.ParkedEvents(Importer.Value, 10, default)).ShouldHaveSingleItem();
        (await engine.Ask(Key(1))).Outcome.ShouldNotBe(Outcome.Clear);
    }

    private static async Task<TestEngine> WithDamagedLedger()
    {
        var engine = await Start();
        await engine.Post(Registered(1, Importer, 0));
        await engine.Post(Registered(2, Other));
        await AnotherProcess.Damages(engine.Store);
        return await engine.Restart();
    }

    private static async Task DamageIdentity(TestEngine engine, int declaration) =>
        (await engine.Store.Commit(
            [new CommitUnit { Identities = [new IdentityWrite(Key(declaration), 0, null, AnotherProcess.UnreadableHead)] }], default))
        .ShouldBe([CommitOutcome.Committed]);

    private static IntakeEvent Throwing(string id)
    {
        var fact = new ThrowingFact(id, At("2026-11-02T09:00:00+07:00"), Key(1));
        return new IntakeEvent(EventStream.Declarations, fact, new Hash128(1, 2), new Hash128(3, 4), new byte[] { 1 });
    }

    /// <summary>What no rule applies: whoever tries throws.</summary>
    private sealed record ThrowingFact(string Id, Instant At, DeclarationKey Declaration) : DeclarationEvent(Id, At, Declaration);
}

using Clearance.Domain;
using Clearance.LocalHost;
using Clearance.Testing.Engines;
using static Clearance.Entities.Tests.Engine.TestEngine;
using static Clearance.Testing.Events.TestEvents;

namespace Clearance.Entities.Tests.Engine;

/// <summary>What waits behind an event that threw is applied once the reason is repaired: in order, once, and as if nothing had happened.</summary>
public sealed class ResumeTests
{
    /// <summary>In the order sent: one that throws at first, money, stray money, its transfer to another taxpayer, and a move that is refused.</summary>
    private static readonly ClearanceEvent[] Sent =
    [
        Cancelled("P", Importer), Paid("Q", Importer, 60, Key(1).ToString()), Paid("R", Importer, 400_000, "999999999"),
        Assigned("T", "R", Importer, 2), Assigned("S", "Q", Importer, 1),
    ];

    [Theory]
    [InlineData(512)]
    [InlineData(2)]
    public async Task A_stopped_ledger_that_goes_on_ends_where_it_would_have_been(int page)
    {
        await using var untouched = await WithMoney();
        await PostEach(untouched, Sent);
        await using var engine = await WithMoney(page);
        await PostBehindOneThatThrows(engine);
        (await engine.Ask(Key(1))).Reasons.ShouldHaveSingleItem().Code.ShouldBe(ReasonCode.DecisionUnavailable);

        (await engine.Entities.Taxpayer(Importer).Resume()).ShouldBe(new Resumption(Sent.Length, null, ""));

        (await engine.Store.ParkedEvents(null, 10, default)).ShouldBeEmpty();
        (await engine.Post(Sent[3])).Status.ShouldBe(EventStatus.Duplicate);
        (await engine.Post(Sent[4])).Rejection.ShouldNotBeNull().Code.ShouldBe(RejectionCode.NotAllowedInStatus);
        engine.Store.DeadLetters.ShouldContain(static letter => letter.Code == nameof(RejectionCode.NotAllowedInStatus));
        await AreAlike(engine, untouched);
        await using var restarted = await engine.Restart();
        await AreAlike(restarted, untouched);
    }

    [Fact]
    public async Task One_that_dies_while_it_goes_on_goes_on_from_there()
    {
        await using var untouched = await WithMoney();
        await PostEach(untouched, Sent);
        var engine = await WithMoney(page: 2);
        await PostBehindOneThatThrows(engine);
        var pages = 0;
        engine.Store.BeforeCommit = units => units[0].Resumed.Count > 0 && ++pages > 1
            ? throw new StoreUnavailableException("A test ends the process between two pages.")
            : Task.CompletedTask;
        await Should.ThrowAsync<StoreUnavailableException>(() => engine.Entities.Taxpayer(Importer).Resume());

        await using var restarted = await engine.Restart();

        (await restarted.Ask(Key(1))).Outcome.ShouldBe(Outcome.Hold, "it is stopped until its queue is empty");
        (await restarted.Entities.Taxpayer(Importer).Resume()).ShouldBe(new Resumption(Sent.Length - 2, null, ""));
        (await restarted.Post(Sent[3])).Status.ShouldBe(EventStatus.Duplicate);
        await AreAlike(restarted, untouched);
    }

    [Fact]
    public async Task What_throws_still_stays_with_all_behind_it_and_what_was_before_it_is_applied()
    {
        var engine = await Start();
        await PostEach(engine, [Registered(1, Importer, 0), Paid("P", Importer, 100, Key(1).ToString())]);
        await engine.Entities.Taxpayer(Importer).Apply([engine.Throwing(Placed("E", Importer))]);
        await PostEach(engine, [Cancelled("P", Importer), Paid("V", Importer, 1, Key(1).ToString())]);
        var row = await AnotherProcess.Exchanges(engine.Store, "BIDV:P", [0xFF, 0x00]);
        engine = await engine.Restart();

        var resumption = await engine.Entities.Taxpayer(Importer).Resume();

        (resumption.Taken, resumption.StoppedBy, resumption.IsStopped).ShouldBe((1, "BIDV:HUY-P", true));
        resumption.Why.ShouldContain(nameof(CorruptRecordException));
        (await engine.Ask(Key(1))).Reasons.ShouldHaveSingleItem().Code.ShouldBe(ReasonCode.DecisionUnavailable);
        (await engine.Post(Lifted("L", Importer))).Status.ShouldBe(EventStatus.Accepted);
        (await engine.Store.ParkedEvents(Importer.Value, 10, default)).Count.ShouldBe(3);

        await AnotherProcess.Exchanges(engine.Store, "BIDV:P", row);
        await using var repaired = await engine.Restart();

        (await repaired.Entities.Taxpayer(Importer).Resume()).ShouldBe(new Resumption(3, null, ""));
        var totals = await repaired.TotalsOf(Importer);
        (totals.Confirmed, totals.Cancelled).ShouldBe((101, 100));
    }

    [Fact]
    public async Task What_waits_for_a_ledger_keeps_its_place_though_somebody_brings_it_there()
    {
        await using var engine = await WithMoney();
        await PostBehindOneThatThrows(engine);
        var queue = await engine.Store.ParkedEvents(null, 10, default);

        await Should.ThrowAsync<StateConflictException>(() => engine.Entities.Taxpayer(Importer).Adopt(queue[1]));

        (await engine.Store.ParkedEvents(null, 10, default)).Select(static parked => parked.Sequence)
            .ShouldBe(queue.Select(static parked => parked.Sequence));
        (await engine.Entities.Taxpayer(Importer).Resume()).Taken.ShouldBe(Sent.Length);
    }

    [Fact]
    public async Task What_comes_while_a_ledger_goes_on_comes_after_what_waits()
    {
        await using var engine = await WithMoney(page: 2);
        await PostBehindOneThatThrows(engine);

        var going = engine.Entities.Taxpayer(Importer).Resume();
        var later = engine.Post(Cancelled("Q", Importer));

        (await going).IsStopped.ShouldBeFalse();
        (await later).Status.ShouldBe(EventStatus.Accepted);
        (await engine.Store.ParkedEvents(null, 10, default)).ShouldBeEmpty();
        (await engine.TotalsOf(Importer)).Cancelled.ShouldBe(160);
    }

    [Fact]
    public async Task Nothing_happens_to_a_ledger_that_is_not_stopped_and_one_that_cannot_be_read_says_so()
    {
        await using var engine = await WithMoney();
        var version = (await engine.Entities.Taxpayer(Importer).Root()).Version;
        (await engine.Entities.Taxpayer(Importer).Resume()).ShouldBe(new Resumption(0, null, ""));
        (await engine.Entities.Taxpayer(Importer).Root()).Version.ShouldBe(version);

        await AnotherProcess.Damages(engine.Store);
        await using var damaged = await engine.Restart();

        await Should.ThrowAsync<CorruptRecordException>(() => damaged.Entities.Taxpayer(Importer).Resume());
    }

    [Fact]
    public async Task A_stopped_declaration_goes_on_and_then_whoever_registered_it()
    {
        await using var engine = await Start();
        var declaration = engine.Entities.Declaration(Key(1));
        await declaration.Apply([engine.Throwing(Concluded(1))]);
        await engine.Post(Recorded(1));
        await engine.Post(Registered(1, Importer, 0));
        (await engine.Ask(Key(1))).Outcome.ShouldNotBe(Outcome.Clear);

        (await declaration.Resume()).ShouldBe(new Resumption(2, null, ""));
        (await engine.Entities.Taxpayer(Importer).Resume()).ShouldBe(new Resumption(1, null, ""));

        (await engine.Store.ParkedEvents(null, 10, default)).ShouldBeEmpty();
        (await engine.Ask(Key(1))).Outcome.ShouldBe(Outcome.Cleared);
        (await engine.Post(Concluded(1))).Status.ShouldBe(EventStatus.Duplicate);
        (await declaration.Resume()).ShouldBeNull("it has an owner by now");
    }

    [Fact]
    public async Task A_fact_that_waits_with_a_ledger_whose_registration_is_refused_goes_where_it_belongs()
    {
        await using var engine = await Start();
        await engine.Entities.Taxpayer(Importer).Apply([engine.Throwing(Placed("E", Importer))]);
        // Both name declaration 1 as theirs; the first waits, the second is registered.
        await PostEach(engine, [Registered(1, Importer, 0) with { Id = "VN:first" }]);
        await engine.Entities.Taxpayer(Importer).Apply([engine.Known(Concluded(1)), engine.Known(Concluded(2))]);
        await PostEach(engine, [Registered(1, Other, 0)]);
        var resumer = new Resumer(engine.Entities, engine.Store);

        (await resumer.Resume(Importer, default)).ShouldBe(new Resumption(4, null, ""));

        (await engine.Store.ParkedEvents(null, 10, default)).ShouldBeEmpty();
        (await engine.Entities.Declaration(Key(1)).Owner()).ShouldBe(Other);
        var (_, declaration) = await engine.Entities.Taxpayer(Other).Find(Key(1));
        declaration.ShouldNotBeNull().Facts.Goods.ShouldNotBeNull("its inspection waited with another ledger");
        (await engine.Post(Registered(2, Other, 0))).Status.ShouldBe(EventStatus.Accepted);
        (_, declaration) = await engine.Entities.Taxpayer(Other).Find(Key(2));
        declaration.ShouldNotBeNull().Facts.Goods.ShouldNotBeNull("nobody had registered it when its inspection was let go on");
        (await engine.Post(Concluded(2))).Status.ShouldBe(EventStatus.Duplicate);
    }

    [Fact]
    public async Task Messages_for_a_stopped_ledger_keep_their_order_and_others_pass_them()
    {
        await using var engine = await Start();
        await PostEach(engine, [Registered(1, Importer), Registered(2, Other), Paid("P", Other, 400_000, "999999999", "999999998")]);
        await engine.Entities.Taxpayer(Importer).Apply([engine.Throwing(Placed("E", Importer))]);

        await PostEach(engine, [Assigned("T", "P", Other, 1), Cancelled("P", Other)]);
        (await engine.Store.PendingIntents(0, 10, default)).Count.ShouldBe(2, "they wait, and whoever sent them is answered");
        (await engine.Entities.Taxpayer(Importer).Resume()).IsStopped.ShouldBeFalse();

        for (var wait = 0; wait < 2_000 && (await engine.Store.PendingIntents(0, 10, default)).Count > 0; wait++)
        {
            await Task.Delay(10);
        }

        (await engine.Store.PendingIntents(0, 10, default)).ShouldBeEmpty();
        var totals = await engine.TotalsOf(Importer);
        (totals.TransferredIn - totals.TransferredOut, totals.AreConserved).ShouldBe((0, true));
    }

    private static async Task<TestEngine> WithMoney(int page = 512)
    {
        var engine = await Start(options: new LocalEngineOptions
        {
            SettleWithin = TimeSpan.FromMinutes(1),
            Entities = new EntityLimits { EventsPerCommitMax = page },
        });
        await PostEach(engine, [Registered(1, Importer, 100), Registered(2, Other), Paid("P", Importer, 100, Key(1).ToString())]);
        return engine;
    }

    private static async Task PostBehindOneThatThrows(TestEngine engine)
    {
        await engine.Entities.Taxpayer(Importer).Apply([engine.Throwing(Sent[0])]);
        await PostEach(engine, Sent[1..]);
        (await engine.Store.ParkedEvents(Importer.Value, 10, default)).Count.ShouldBe(Sent.Length);
    }

    private static async Task PostEach(TestEngine engine, IEnumerable<ClearanceEvent> events)
    {
        foreach (var e in events)
        {
            await engine.Post(e);
        }
    }

    private static async Task AreAlike(TestEngine engine, TestEngine untouched)
    {
        foreach (var taxpayer in (TaxpayerId[])[Importer, Other])
        {
            (await engine.TotalsOf(taxpayer)).ShouldBe(await untouched.TotalsOf(taxpayer));
        }

        foreach (var key in (DeclarationKey[])[Key(1), Key(2)])
        {
            var (decision, expected) = (await engine.Ask(key), await untouched.Ask(key));
            (decision.Outcome, decision.Paid, decision.Outstanding).ShouldBe((expected.Outcome, expected.Paid, expected.Outstanding));
        }

        JournalVerifier.Verify(await engine.Store.ReadJournal(0, int.MaxValue, default)).ShouldBeNull();
    }
}

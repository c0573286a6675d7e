using Clearance.Domain;
using Clearance.LocalHost;
using static Clearance.Entities.Tests.Engine.TestEngine;
using static Clearance.Testing.Events.TestEvents;

namespace Clearance.Entities.Tests.Engine;

public sealed class FaultTests
{
    [Fact]
    public async Task A_message_that_was_not_delivered_is_delivered_by_the_next_process()
    {
        var options = new LocalEngineOptions
        {
            DeliveryDelay = TimeSpan.FromHours(1),
            SettleWithin = TimeSpan.FromSeconds(2),
        };
        var engine = await Start(options: options);
        await engine.Post(Registered(1, Other));
        await engine.Post(Paid("P", Importer, 1_000_000, "999999999"));
        await Should.ThrowAsync<NotSettledException>(() => engine.Post(Assigned("S", "P", Importer, 1)));
        var between = await engine.TotalsOf(Importer);
        (between.InTransit, between.AreConserved).ShouldBe((1_000_000, true));

        await using var restarted = await engine.Restart();

        (await restarted.Post(Assigned("S", "P", Importer, 1))).Status.ShouldBe(EventStatus.Duplicate);
        (await restarted.Ask(Key(1))).Outcome.ShouldBe(Outcome.Clear);
        (await restarted.TotalsOf(Importer)).InTransit.ShouldBe(0);
    }

    [Fact]
    public async Task A_message_that_was_delivered_is_never_delivered_again()
    {
        var engine = await Start();
        await engine.Post(Registered(1, Other));
        await engine.Post(Paid("P", Importer, 400_000, "999999999"));
        await engine.Post(Assigned("S", "P", Importer, 1));

        (await engine.Store.PendingIntents(0, 10, CancellationToken.None)).ShouldBeEmpty();
        await using var restarted = await engine.Restart();

        (await restarted.Post(Assigned("S", "P", Importer, 1))).Status.ShouldBe(EventStatus.Duplicate);
        (await restarted.TotalsOf(Other)).TransferredIn.ShouldBe(400_000);
        (await restarted.Ask(Key(1))).Paid.ShouldBe(400_000);
    }

    [Fact]
    public async Task A_re_decision_cut_short_is_ended_by_the_next_process()
    {
        var options = new LocalEngineOptions { Entities = new EntityLimits { DeclarationsPerPage = 10 } };
        var engine = await Start(options: options);
        await engine.PostAll([.. Enumerable.Range(0, 100).Select(n => Registered(n, Importer, 0))]);
        var pages = 0;
        engine.Store.BeforeCommit = units => units[0].Ledger is { PassOpen: true } && ++pages > 4
            ? throw new StoreUnavailableException("A test ends the process in the middle of a re-decision.")
            : Task.CompletedTask;
        await Should.ThrowAsync<StoreUnavailableException>(() => engine.Post(Placed("E1", Importer)));

        await using var restarted = await engine.Restart();
        await restarted.Engine.Host.Taxpayer(Importer).Settled();

        var journal = await restarted.Store.ReadJournal(0, int.MaxValue, CancellationToken.None);
        journal.Count.ShouldBe(200, "each declaration is journaled clear, then held, once");
        JournalVerifier.Verify(journal).ShouldBeNull();
    }

    [Fact]
    public async Task A_ledger_that_cannot_apply_an_event_stops_alone_and_keeps_what_comes()
    {
        var engine = await Start();
        await engine.Post(Registered(1, Importer, 0));
        await engine.Post(Registered(2, Other, 0));
        await engine.Post(Paid("P", Importer, 100, Key(1).ToString()));
        await engine.Store.Commit([Corrupted(Importer, "BIDV:P", await VersionOf(engine, Importer))], CancellationToken.None);
        engine = await engine.Restart();

        (await engine.Post(Cancelled("P", Importer))).Status.ShouldBe(EventStatus.Accepted);
        (await engine.Post(Paid("Q", Importer, 100, Key(1).ToString()))).Status.ShouldBe(EventStatus.Accepted);

        var held = await engine.Ask(Key(1));
        held.Reasons.ShouldHaveSingleItem().Code.ShouldBe(ReasonCode.DecisionUnavailable);
        (await engine.Ask(Key(2))).Outcome.ShouldBe(Outcome.Clear);
        (await engine.Store.ParkedEvents(Importer.Value, 10, CancellationToken.None)).Count.ShouldBe(2);

        await using var restarted = await engine.Restart();
        (await restarted.Ask(Key(1))).Outcome.ShouldBe(Outcome.Hold);
        (await restarted.Post(Cancelled("P", Importer))).Status.ShouldBe(EventStatus.Duplicate);
    }

    [Fact]
    public async Task A_message_that_cannot_be_read_stops_its_receiver_alone_and_stays()
    {
        var engine = await Start();
        await engine.Post(Registered(1, Importer, 0));
        await engine.Post(Registered(2, Other, 0));
        var damaged = new IntentWrite("damaged", IntentKind.Transfer, Other, Importer, default, []);
        await engine.Store.Commit([new CommitUnit { Intents = [damaged] }], CancellationToken.None);

        await using var restarted = await engine.Restart();

        // What is sent meanwhile is answered, and waits.
        (await restarted.Post(Paid("P", Importer, 100, Key(1).ToString()))).Status.ShouldBe(EventStatus.Accepted);
        for (var wait = 0; wait < 500 && (await restarted.Ask(Key(1))).Outcome != Outcome.Hold; wait++)
        {
            await Task.Delay(10);
        }

        (await restarted.Ask(Key(1))).Reasons.ShouldHaveSingleItem().Code.ShouldBe(ReasonCode.DecisionUnavailable);
        (await restarted.Ask(Key(2))).Outcome.ShouldBe(Outcome.Clear);
        (await restarted.Store.PendingIntents(0, 10, CancellationToken.None)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Goods_of_a_ledger_that_cannot_be_read_are_held_and_no_others()
    {
        var engine = await Start();
        await engine.Post(Registered(1, Importer, 0));
        await engine.Post(Registered(2, Other, 0));
        var version = await VersionOf(engine, Importer);
        await engine.Store.Commit([Corrupted(Importer, "BIDV:P", version) with
        {
            Ledger = Corrupted(Importer, "BIDV:P", version).Ledger! with { Head = [0xFF, 0xFF] },
        }], CancellationToken.None);

        await using var restarted = await engine.Restart();

        (await restarted.Ask(Key(1))).Reasons.ShouldHaveSingleItem().Code.ShouldBe(ReasonCode.DecisionUnavailable);
        (await restarted.Ask(Key(2))).Outcome.ShouldBe(Outcome.Clear);
    }

    private static async Task<long> VersionOf(TestEngine engine, TaxpayerId taxpayer) =>
        (await engine.Store.LoadLedger(taxpayer, CancellationToken.None))!.Version;

    /// <summary>Overwrites a payment's row with bytes that no record has.</summary>
    private static CommitUnit Corrupted(TaxpayerId taxpayer, string payment, long version) => new()
    {
        Ledger = new LedgerWrite
        {
            Taxpayer = taxpayer,
            ExpectedVersion = version,
            NewVersion = version + 1,
            Head = LedgerCodec.Encode(new LedgerHead
            {
                Totals = new LedgerTotals { Confirmed = 100, DeclarationSurplus = 100 },
            }),
            Rows = [new LedgerRowWrite(LedgerRowKeys.Payment(payment), false, [0xFF, 0x00])],
        },
    };
}

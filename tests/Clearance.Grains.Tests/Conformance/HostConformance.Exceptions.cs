using Clearance.Domain;
using Clearance.Entities;
using Clearance.Testing.Engines;
using static Clearance.Testing.Events.TestEvents;

namespace Clearance.Grains.Tests.Conformance;

/// <content>What an entity throws is what its caller gets, with its message, however far he is.</content>
public abstract partial class HostConformance
{
    [Fact]
    public async Task An_unknown_outcome_reaches_its_caller_as_that()
    {
        await using var host = await Start(Two);
        await host.Post(Registered(1, Importer));
        host.Store.AfterCommit = static _ => throw new CommitOutcomeUnknownException("Cut after the commit was sent.");
        foreach (var (caller, n) in ((TestedEngine, int)[])[(host, 1), (host.Far, 2)])
        {
            var thrown = await Should.ThrowAsync<CommitOutcomeUnknownException>(
                () => caller.Entities.Taxpayer(Importer).Apply([host.Known(Concern(n))]).WaitAsync(Limit));
            thrown.Message.ShouldBe("Cut after the commit was sent.");
        }
    }

    [Fact]
    public async Task A_ledger_that_cannot_be_read_says_so_to_everybody_and_its_goods_are_held()
    {
        await using var host = await Start(Two);
        await host.Post(Registered(1, Importer, 0));
        host.LetGo(Importer);
        await AnotherProcess.Damages(host.Store);
        (await host.Post(Concern(1)).WaitAsync(Limit)).Status.ShouldBe(EventStatus.Accepted, "it is kept");

        string? said = null;
        foreach (var caller in (TestedEngine[])[host, host.Far])
        {
            var corrupt = await Should.ThrowAsync<CorruptRecordException>(
                () => caller.Entities.Taxpayer(Importer).Root().AsTask().WaitAsync(Limit));
            corrupt.Message.ShouldBe(said ??= corrupt.Message);
            var parked = await Should.ThrowAsync<LedgerParkedException>(() => caller.Entities.Taxpayer(Importer).Deliver(
                new IntentWrite("m", IntentKind.Transfer, Other, Importer, default, [])).WaitAsync(Limit));
            parked.Message.ShouldBe($"The ledger of taxpayer {Importer} is parked.");
            (await caller.Ask(Key(1))).Reasons.ShouldHaveSingleItem().Code.ShouldBe(ReasonCode.DecisionUnavailable);
        }
    }

    [Fact]
    public async Task What_is_not_visible_in_time_is_said_to_be_durable_all_the_same()
    {
        await using var host = await Start(Two with { DeliveryDelay = TimeSpan.FromHours(1), SettleWithin = TimeSpan.FromSeconds(1) });
        await host.Post(Registered(1, Other));
        await host.Post(Paid("P", Importer, 1_000_000, "999999999"));

        await Should.ThrowAsync<NotSettledException>(() => host.Post(Assigned("S", "P", Importer, 1)).WaitAsync(Limit));

        var between = await host.Far.TotalsOf(Importer);
        (between.InTransit, between.AreConserved).ShouldBe((1_000_000, true));
    }

    [Fact]
    public async Task What_nobody_expected_is_its_callers_alone_and_leaves_nothing_behind()
    {
        await using var host = await Start(Two);
        await host.Post(Registered(1, Other, 0));
        await host.Ask(Key(1));
        foreach (var caller in (TestedEngine[])[host, host.Far])
        {
            host.Store.BeforeRead = static () => throw new InvalidDataException("A defect.");
            await Should.ThrowAsync<Exception>(() => caller.Entities.Taxpayer(Importer).Root().AsTask().WaitAsync(Limit));
            await Should.ThrowAsync<Exception>(() => caller.Entities.Declaration(Key(9)).Owner().AsTask().WaitAsync(Limit));
            (await caller.Ask(Key(1)).WaitAsync(Limit)).Outcome.ShouldBe(Outcome.Clear, "of which nothing has to be read");
            host.ActiveLedgers.ShouldBe(1);
            host.Store.BeforeRead = null;
        }

        (await host.Far.Post(Concern(1)).WaitAsync(Limit)).Status.ShouldBe(EventStatus.Accepted);
        (await host.Entities.Taxpayer(Importer).Root()).Version.ShouldBe(1);
    }
}

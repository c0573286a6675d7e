using Clearance.Domain;
using Clearance.Entities;
using Clearance.Testing.Engines;
using static Clearance.Testing.Events.TestEvents;

namespace Clearance.Grains.Tests.Conformance;

/// <content>A key that an event stopped goes on, whoever asks for it and however far he is.</content>
public abstract partial class HostConformance
{
    private static readonly byte[] Damaged = [0xFF, 0x00];

    [Fact]
    public async Task A_stopped_ledger_goes_on_once_the_reason_is_repaired_and_not_before()
    {
        await using var host = await Start(Two);
        var row = await Stopped(host);

        foreach (var caller in (TestedEngine[])[host, host.Far])
        {
            var still = await caller.Entities.Taxpayer(Importer).Resume().WaitAsync(Limit);
            (still.Taken, still.StoppedBy, still.IsStopped).ShouldBe((0, "BIDV:HUY-P", true));
            (await caller.Ask(Key(1))).Reasons.ShouldHaveSingleItem().Code.ShouldBe(ReasonCode.DecisionUnavailable);
            (await caller.Ask(Key(2))).Outcome.ShouldBe(Outcome.Clear, "it is another's");
        }

        await AnotherProcess.Exchanges(host.Store, "BIDV:P", row);
        (await host.Post(Paid("Q", Importer, 100, Key(1).ToString())).WaitAsync(Limit)).Status.ShouldBe(EventStatus.Accepted);
        (await host.Ask(Key(1))).Outcome.ShouldBe(Outcome.Hold, "nobody let it go on yet");
        (await host.Far.Entities.Taxpayer(Importer).Resume().WaitAsync(Limit)).ShouldBe(new Resumption(2, null, ""));

        foreach (var caller in (TestedEngine[])[host, host.Far])
        {
            (await caller.Ask(Key(1))).Outcome.ShouldBe(Outcome.Clear, "the second payment waited too");
            var totals = await caller.TotalsOf(Importer);
            (totals.Confirmed, totals.Cancelled, totals.AreConserved).ShouldBe((200, 100, true));
            (await caller.Entities.Taxpayer(Importer).Resume().WaitAsync(Limit)).ShouldBe(new Resumption(0, null, ""), "nothing waits");
        }
    }

    [Fact]
    public async Task What_waited_with_another_is_brought_where_it_belongs()
    {
        await using var host = await Start(Two);
        await AnotherProcess.Exchanges(host.Store, "BIDV:P", await Stopped(host));
        await host.Post(Registered(3, Importer, 0) with { Id = "VN:first" }).WaitAsync(Limit);
        await host.Far.Entities.Taxpayer(Importer).Apply([host.Known(Concluded(3)), host.Known(Concluded(4))]).WaitAsync(Limit);
        await host.Post(Registered(3, Other, 0)).WaitAsync(Limit);

        var resumption = await new Resumer(host.Far.Entities, host.Store).Resume(Importer, CancellationToken.None).WaitAsync(Limit);

        resumption.ShouldBe(new Resumption(4, null, ""));
        (await host.Store.ParkedEvents(null, 10, default)).ShouldBeEmpty();
        var (_, owned) = await host.Far.Entities.Taxpayer(Other).Find(Key(3));
        owned.ShouldNotBeNull().Facts.Goods.ShouldNotBeNull("its inspection waited with another ledger");
        await host.Far.Post(Registered(4, Other, 0)).WaitAsync(Limit);
        (_, owned) = await host.Entities.Taxpayer(Other).Find(Key(4));
        owned.ShouldNotBeNull().Facts.Goods.ShouldNotBeNull("nobody had registered it when its inspection was let go on");
    }

    [Fact]
    public async Task A_declaration_that_nobody_owns_has_nothing_to_go_on_with_and_one_with_an_owner_says_so()
    {
        await using var host = await Start(Two);
        await host.Post(Concluded(1)).WaitAsync(Limit);
        foreach (var caller in (TestedEngine[])[host, host.Far])
        {
            (await caller.Entities.Declaration(Key(1)).Resume().WaitAsync(Limit)).ShouldBe(new Resumption(0, null, ""));
        }

        await host.Post(Registered(1, Importer, 0)).WaitAsync(Limit);
        (await host.Far.Entities.Declaration(Key(1)).Resume().WaitAsync(Limit)).ShouldBeNull();
    }

    /// <summary>The importer's ledger is stopped by the cancellation of a payment whose row cannot be read; another's is not.</summary>
    /// <returns>The row as it was.</returns>
    private static async Task<byte[]> Stopped(TestedHost host)
    {
        await host.Post(Registered(1, Importer, 100));
        await host.Post(Registered(2, Other, 0));
        await host.Post(Paid("P", Importer, 100, Key(1).ToString()));
        var row = await AnotherProcess.Exchanges(host.Store, "BIDV:P", Damaged);
        await host.Post(Lifted("L", Importer)).WaitAsync(Limit);
        (await host.Post(Cancelled("P", Importer)).WaitAsync(Limit)).Status.ShouldBe(EventStatus.Accepted, "it is kept");
        (await host.Store.ParkedEvents(Importer.Value, 10, default)).ShouldHaveSingleItem();
        return row;
    }
}

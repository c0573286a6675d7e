using Clearance.Domain;
using Clearance.Entities;
using Clearance.Testing.Engines;
using static Clearance.Testing.Events.TestEvents;

namespace Clearance.Grains.Tests.Conformance;

/// <content>Ledgers leave memory, unused or because that is asked for, and no call hears of it.</content>
public abstract partial class HostConformance
{
    private static readonly HostSettings Leaving = new() { LetsGoWhenAsked = true, HasFar = true };

    [Fact]
    public async Task What_nobody_uses_leaves_memory_and_answers_the_same_when_it_is_back()
    {
        await using var host = await Start(new HostSettings { TaxpayerIdleAfter = TimeSpan.FromSeconds(1) });
        await host.Post(Registered(1, Importer));
        var before = await host.Entities.Taxpayer(Importer).Root();

        await Until(() => host.ActiveLedgers == 0, "it left memory");

        var after = await host.Entities.Taxpayer(Importer).Root();
        (after.Version, after.Ledger.Totals).ShouldBe((before.Version, before.Ledger.Totals));
        after.ShouldNotBeSameAs(before);
    }

    [Fact]
    public async Task A_ledger_that_is_only_read_stays_in_memory()
    {
        await using var host = await Start(new HostSettings { TaxpayerIdleAfter = TimeSpan.FromSeconds(4) });
        await host.Post(Concern(1));
        var reader = (IPublishesRoot)host.Entities.Taxpayer(Importer);
        var held = reader.TryRoot().ShouldNotBeNull();
        for (var i = 0; i < 100; i++)
        {
            await Task.Delay(100);
            reader.TryRoot().ShouldBeSameAs(held);
        }
    }

    [Fact]
    public async Task A_ledger_that_is_asked_to_leave_leaves_when_its_work_is_done()
    {
        await using var host = await Start(Leaving);
        await host.Post(Concern(1));
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var isCommitting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Store.BeforeCommit = _ =>
        {
            isCommitting.TrySetResult();
            return gate.Task;
        };
        var working = host.Far.Post(Concern(2));
        await isCommitting.Task;

        host.LetGo(Importer);
        var later = host.Far.Post(Concern(3));
        await Task.Delay(50);
        (working.IsCompleted, later.IsCompleted).ShouldBe((false, false));
        gate.SetResult();

        (await Task.WhenAll(working, later).WaitAsync(Limit)).ShouldAllBe(static result => result.Status == EventStatus.Accepted);
        host.Conflicts.ShouldBe(0);
        await Until(
            () =>
            {
                host.LetGo(Importer);
                return host.ActiveLedgers == 0;
            },
            "it left memory");
        (await host.Entities.Taxpayer(Importer).Root()).Ledger.Standing.Version.ShouldBe(3);
    }

    [Fact]
    public async Task No_call_is_lost_or_done_twice_while_ledgers_come_and_go()
    {
        await using var host = await Start(Leaving);
        using var end = new CancellationTokenSource();
        var going = Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                host.LetGo(Importer);
                await Task.Delay(3);
            }
        });

        var posted = Enumerable.Range(0, 4).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++)
            {
                var n = (caller * 100) + i;
                await UntilTaken(n % 2 == 0 ? host : host.Far, Paid($"P{n}", Importer, 1, "999999999"));
            }
        }));
        await Task.WhenAll(posted).WaitAsync(Limit);
        await end.CancelAsync();
        await going;

        (await host.Far.TotalsOf(Importer)).Suspense.ShouldBe(400);
        host.Conflicts.ShouldBe(0);
    }

    /// <summary>Who is told to repeat repeats: in a cluster, a call that meets one ending after the other is sent back.</summary>
    private static async Task UntilTaken(TestedEngine engine, ClearanceEvent e)
    {
        while (true)
        {
            try
            {
                (await engine.Post(e)).Status.ShouldBeOneOf(EventStatus.Accepted, EventStatus.Duplicate);
                return;
            }
            catch (StoreUnavailableException)
            {
                // Once more.
            }
        }
    }

    /// <summary>Waits until something is so.</summary>
    private static async Task Until(Func<bool> isSo, string what)
    {
        for (var left = 2000; !isSo(); left--)
        {
            left.ShouldBeGreaterThan(0, $"never: {what}");
            await Task.Delay(10);
        }
    }
}

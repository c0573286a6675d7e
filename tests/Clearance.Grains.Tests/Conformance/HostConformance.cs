using Clearance.Domain;
using Clearance.Entities;
using Clearance.Testing.Stores;
using static Clearance.Testing.Events.TestEvents;

namespace Clearance.Grains.Tests.Conformance;

/// <summary>What every host of entities owes them and their callers. A host is tested by a class that starts it.</summary>
public abstract partial class HostConformance
{
    /// <summary>It only ends a test that hangs.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private static readonly HostSettings Two = new() { HasFar = true };

    protected abstract Task<TestedHost> Start(HostSettings? settings = null, InMemoryStore? store = null);

    [Fact]
    public async Task Calls_that_come_while_a_commit_is_under_way_share_the_next()
    {
        await using var host = await Start(Two);
        await host.Post(Concern(0));
        var before = host.Store.Commits;
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Store.BeforeCommit = _ => gate.Task;

        var calls = Enumerable.Range(1, 200).Select(n => (n % 2 == 0 ? host : host.Far).Post(Concern(n))).ToList();
        await Task.Delay(200);
        gate.SetResult();

        (await Task.WhenAll(calls).WaitAsync(Limit)).ShouldAllBe(static result => result.Status == EventStatus.Accepted);
        (host.Store.Commits - before).ShouldBeInRange(1, 5);
    }

    [Fact]
    public async Task A_ledger_does_one_thing_at_a_time_whoever_calls_it()
    {
        await using var host = await Start(Two);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                var n = (caller * 50) + i;
                (await (n % 2 == 0 ? host : host.Far).Post(Paid($"P{n}", Importer, 1, "999999999"))).Status.ShouldBe(EventStatus.Accepted);
            }
        }))).WaitAsync(Limit);

        host.Conflicts.ShouldBe(0, "two who work on one ledger at a time get into each other's way");
        (await host.Far.TotalsOf(Importer)).Suspense.ShouldBe(400);
    }

    [Fact]
    public async Task First_calls_at_once_share_one_activation()
    {
        await using var host = await Start(Two);
        var reads = 0;
        host.Store.BeforeRead = async () =>
        {
            Interlocked.Increment(ref reads);
            await Task.Yield();
        };
        await host.Entities.Taxpayer(Importer).Root();
        var ofOne = reads;

        await Task.WhenAll(Enumerable.Range(0, 100).Select(n => (n % 2 == 0 ? host : host.Far).Entities.Taxpayer(Other).Root().AsTask()))
            .WaitAsync(Limit);

        reads.ShouldBe(2 * ofOne);
        host.ActiveLedgers.ShouldBe(2);
    }

    [Fact]
    public async Task A_ledger_that_is_slow_to_load_keeps_no_other_waiting()
    {
        await using var host = await Start();
        var slow = new Hold();
        host.Store.BeforeRead = () =>
        {
            host.Store.BeforeRead = null;
            return slow.Wait();
        };

        var waiting = host.Entities.Taxpayer(Importer).Root().AsTask();
        await slow.Reached.WaitAsync(Limit);
        await host.Entities.Taxpayer(Other).Root().AsTask().WaitAsync(Limit);

        waiting.IsCompleted.ShouldBeFalse();
        slow.Release();
        await waiting.WaitAsync(Limit);
    }

    [Fact]
    public async Task Readers_take_the_root_of_a_ledger_beside_them_without_a_call()
    {
        await using var host = await Start();
        await host.Post(Concern(1));
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Store.BeforeCommit = _ => gate.Task;
        var busy = host.Post(Concern(2));

        var asked = host.Entities.Taxpayer(Importer).Root();
        asked.IsCompletedSuccessfully.ShouldBeTrue();
        (await asked).Version.ShouldBe(1);

        gate.SetResult();
        await busy.WaitAsync(Limit);
        (await host.Entities.Taxpayer(Importer).Root()).Version.ShouldBe(2);
    }

    [Fact]
    public async Task Thousands_of_events_in_one_call_keep_their_order()
    {
        await using var host = await Start(Two);
        await host.Post(Registered(1, Importer, 0));
        await host.Post(Paid("P", Importer, 100_000, Key(1).ToString()));
        var random = new Random(7);
        var asked = Enumerable.Range(0, 4000).Select(_ => random.Next(1, 1000)).ToList();
        var left = 100_000;
        var isPaid = asked.ConvertAll(amount => amount <= left && (left -= amount) >= 0);

        var results = await host.Far.Entities.Taxpayer(Importer)
            .Apply([.. asked.Select((amount, n) => host.Known(Refunded(n, amount)))]).WaitAsync(Limit);

        results.Select(static result => result.Id).ShouldBe(asked.Select(static (_, n) => $"R:{n}"));
        results.Select(static result => result.Status == EventStatus.Accepted).ShouldBe(isPaid);
        (await host.TotalsOf(Importer)).Surplus.ShouldBe(left);
    }

    [Fact]
    public async Task A_call_as_large_as_calls_may_be_arrives_whole()
    {
        await using var host = await Start(Two);
        await host.Entities.Taxpayer(Importer).Root();
        var note = new string('x', Limits.EventBytesMax - 400);
        var events = Enumerable.Range(0, Limits.EventsPerCallMax).Select(n => (ReadOnlyMemory<byte>)Noted(Concern(n), note)).ToList();

        var results = await host.Far.Intake.Take(EventStream.Taxpayers, events, CancellationToken.None).WaitAsync(Limit);

        results.Count.ShouldBe(Limits.EventsPerCallMax);
        results.ShouldAllBe(static result => result.Status == EventStatus.Accepted);
        results.Select(static result => result.Id).ShouldBe(Enumerable.Range(0, events.Count).Select(static n => $"E:{n}"));
    }

    /// <summary>An event of no consequence to another.</summary>
    private static EnforcementPlaced Concern(int n) => Placed($"E:{n}", Importer) with { Decision = $"QD-{n}" };

    private static SurplusRefunded Refunded(int n, long amount) => new($"R:{n}", At("2026-11-02T11:00:00+07:00"), Importer)
    {
        From = Key(1),
        Amount = amount,
        Maker = "cb01",
        Checker = "ld02",
    };

    private static byte[] Noted(ClearanceEvent e, string note) =>
        [.. Testing.Events.EventJson.Write(e)[..^1], .. System.Text.Encoding.UTF8.GetBytes($",\"note\":\"{note}\"}}")];
}

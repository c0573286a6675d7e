using Clearance.Domain;
using Clearance.Entities;
using static Clearance.Testing.Events.TestEvents;

namespace Clearance.Grains.Tests.Conformance;

/// <content>A queue is bounded: what does not fit is refused early, and nothing of it is done.</content>
public abstract partial class HostConformance
{
    [Fact]
    public async Task A_full_queue_refuses_more_and_nothing_of_that_is_done()
    {
        await using var host = await Start(Two with { WaitingCallsMax = 10 });
        await host.Post(Registered(1, Importer, 0));
        var hold = new Hold();
        host.Store.BeforeCommit = _ => hold.Wait();

        var calls = Enumerable.Range(0, 30).Select(n => Apply(n)).ToList();
        await Until(() => calls.Count(static call => call.IsFaulted) == 20, "what does not fit is refused while the store is held");
        foreach (var refused in calls.Where(static call => call.IsFaulted))
        {
            (await Should.ThrowAsync<OverloadedException>(refused)).IsPartial.ShouldBeFalse();
        }

        host.Store.BeforeCommit = null;
        hold.Release();
        var taken = calls.Where(static call => !call.IsFaulted).ToList();
        (await Task.WhenAll(taken).WaitAsync(Limit)).ShouldAllBe(static results => results[0].Status == EventStatus.Accepted);
        (await host.Entities.Taxpayer(Importer).Root()).Ledger.Standing.Version.ShouldBe(10);
        for (var n = 0; n < 30; n++)
        {
            (await Apply(n).WaitAsync(Limit))[0].Status
                .ShouldBe(taken.Contains(calls[n]) ? EventStatus.Duplicate : EventStatus.Accepted);
        }

        Task<IReadOnlyList<EventResult>> Apply(int n) =>
            (n % 2 == 0 ? host : host.Far).Entities.Taxpayer(Importer).Apply([host.Known(Concern(n))]);
    }

    [Fact]
    public async Task What_ends_calls_already_taken_is_not_refused()
    {
        await using var host = await Start(Two with { WaitingCallsMax = 2 });
        await host.Post(Registered(1, Importer, 0));
        var hold = new Hold();
        host.Store.BeforeCommit = _ => hold.Wait();
        var calls = Enumerable.Range(0, 3).Select(n => host.Far.Post(Concern(n))).ToList();
        await Until(() => calls.Any(static call => call.IsFaulted), "the queue is full");

        var settled = host.Far.Entities.Taxpayer(Importer).Settled();
        await Task.Delay(50);
        settled.IsCompleted.ShouldBeFalse();
        hold.Release();

        await settled.WaitAsync(Limit);
    }

    [Fact]
    public async Task A_queue_that_waits_for_its_ledger_to_be_read_is_bounded_too()
    {
        const int bound = 10;
        await using var host = await Start(Two with { WaitingCallsMax = bound });
        var hold = new Hold();
        host.Store.BeforeRead = hold.Wait;

        var calls = Enumerable.Range(0, 60)
            .Select(n => (n % 2 == 0 ? host : host.Far).Entities.Taxpayer(Importer).Root().AsTask()).ToList();

        // The runtime keeps as many again for calls of the engine itself, and one.
        await Until(() => calls.Count(static call => call.IsFaulted) >= 60 - (2 * bound) - 1, "it is refused while the store is held");
        hold.Release();
        foreach (var call in calls)
        {
            if (await Task.WhenAny(call).WaitAsync(Limit) is { IsFaulted: true })
            {
                (await Should.ThrowAsync<OverloadedException>(call)).IsPartial.ShouldBeFalse();
            }
        }

        (await host.Entities.Taxpayer(Importer).Root()).Version.ShouldBe(0);
    }

    [Fact]
    public async Task A_call_refused_in_part_says_so_and_is_repeated_whole()
    {
        await using var host = await Start(Two with { WaitingCallsMax = 1 });
        await host.Post(Registered(1, Importer, 0));
        await host.Entities.Taxpayer(Other).Root();
        var hold = new Hold();
        host.Store.BeforeCommit = _ => hold.Wait();
        var fills = host.Post(Concern(0));
        await hold.Reached.WaitAsync(Limit);

        EnforcementPlaced[] call = [Concern(1), Placed("O:1", Other)];
        var refused = host.PostAll(call);
        await Task.Delay(50);
        hold.Release();

        (await Should.ThrowAsync<OverloadedException>(() => refused.WaitAsync(Limit))).IsPartial.ShouldBeTrue();
        (await fills.WaitAsync(Limit)).Status.ShouldBe(EventStatus.Accepted);
        (await host.PostAll(call)).Select(static result => result.Status).ShouldBe([EventStatus.Accepted, EventStatus.Duplicate]);
    }

    /// <summary>Keeps a store from going on.</summary>
    private sealed class Hold
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Completes when something waits for it.</summary>
        public Task Reached => _reached.Task;

        public void Release() => _released.TrySetResult();

        public Task Wait()
        {
            _reached.TrySetResult();
            return _released.Task;
        }
    }
}

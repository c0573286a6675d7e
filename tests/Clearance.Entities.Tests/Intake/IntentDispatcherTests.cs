using Clearance.Entities.Tests.Hosting;
using Clearance.LocalHost;
using Clearance.Testing.Stores;

namespace Clearance.Entities.Tests.Intake;

/// <summary>Messages that the dispatcher finds in the store and is told of too; found by the simulation.</summary>
public sealed class IntentDispatcherTests
{
    [Fact]
    public async Task A_message_found_in_the_store_before_its_sender_tells_of_it_waits_once_and_holds_up_no_other()
    {
        var store = new InMemoryStore();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var toys = new Toys { OnDeliver = (_, _) => gate.Task };
        await using var host = toys.Host();
        using var dispatcher = new IntentDispatcher(new ThreadPoolScheduler(TimeProvider.System));
        await dispatcher.Start(host, store, CancellationToken.None);
        await Send(store, Message("first"));

        // Its commit's outcome is not known yet to the one who sent it, and another's is lost: twice.
        dispatcher.LookAgain();
        await Until(() => dispatcher.Pending == 1);
        dispatcher.Enqueue(Message("first"));
        await Send(store, Message("second"));
        dispatcher.LookAgain();

        await Until(() => dispatcher.Pending == 2);
        gate.SetResult();
        await Until(() => dispatcher.Pending == 0);
        toys.Made.ShouldHaveSingleItem().Heard.ShouldBe(["first", "second"]);
    }

    [Fact]
    public async Task A_message_whose_commit_had_an_unknown_outcome_is_not_overtaken()
    {
        var store = new InMemoryStore();
        var toys = new Toys();
        await using var host = toys.Host();
        using var dispatcher = new IntentDispatcher(new ThreadPoolScheduler(TimeProvider.System));
        await dispatcher.Start(host, store, CancellationToken.None);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await Send(store, Message("first"));
        await Send(store, Message("second"));
        store.BeforeRead = () => release.Task;

        dispatcher.LookAgain();
        dispatcher.Enqueue(Message("second"));
        await Task.Delay(100);
        toys.Made.ShouldBeEmpty("it is not known yet what comes first");
        release.SetResult();

        await Until(() => dispatcher.Pending == 0);
        toys.Made.ShouldHaveSingleItem().Heard.ShouldBe(["first", "second"]);
    }

    [Fact]
    public async Task Looking_into_a_store_that_fails_in_any_way_is_tried_again()
    {
        var store = new InMemoryStore();
        var toys = new Toys();
        await using var host = toys.Host();
        using var dispatcher = new IntentDispatcher(new ThreadPoolScheduler(TimeProvider.System));
        await dispatcher.Start(host, store, CancellationToken.None);
        await Send(store, Message("first"));
        var failures = 2;
        store.BeforeRead = () => failures-- > 0 ? throw new IOException("A test breaks this read.") : Task.CompletedTask;

        dispatcher.LookAgain();

        await Until(() => toys.Made is [{ Heard: ["first"] }]);
    }

    [Fact]
    public async Task A_message_that_waited_for_a_stopped_receiver_is_waited_for_once_that_goes_on()
    {
        var store = new InMemoryStore();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var isStopped = true;
        var toys = new Toys { OnDeliver = (_, _) => Volatile.Read(ref isStopped) ? throw new LedgerParkedException(Toys.Taxpayer(2)) : gate.Task };
        await using var host = toys.Host();
        using var dispatcher = new IntentDispatcher(new ThreadPoolScheduler(TimeProvider.System));
        await dispatcher.Start(host, store, CancellationToken.None);
        await Send(store, Message("first"));
        dispatcher.Enqueue(Message("first"));
        await dispatcher.Settled(default).WaitAsync(TimeSpan.FromMinutes(1));
        await Until(() => dispatcher.Pending == 0);

        Volatile.Write(ref isStopped, false);
        dispatcher.GoesOn(Toys.Taxpayer(2));

        await Until(() => dispatcher.Pending == 1);
        var settled = dispatcher.Settled(default);
        settled.IsCompleted.ShouldBeFalse("it is on its way, and whoever sends its event again is told when it is there");
        gate.SetResult();
        await settled.WaitAsync(TimeSpan.FromMinutes(1));
        await Until(() => dispatcher.Pending == 0);
    }

    private static IntentWrite Message(string key) =>
        new(key, IntentKind.OwnedByAnother, Toys.Taxpayer(1), Toys.Taxpayer(2), default, []);

    private static async Task Send(InMemoryStore store, IntentWrite intent) =>
        (await store.Commit([new CommitUnit { Intents = [intent] }], CancellationToken.None))
            .ShouldHaveSingleItem().ShouldBe(CommitOutcome.Committed);

    private static async Task Until(Func<bool> condition)
    {
        for (var wait = 0; wait < 3000 && !condition(); wait++)
        {
            await Task.Delay(10);
        }

        condition().ShouldBeTrue();
    }
}

using Clearance.Domain;
using Clearance.Entities.Tests.Engine;
using Clearance.LocalHost;
using Clearance.Testing.Events;
using Clearance.Testing.Stores;

namespace Clearance.Entities.Tests.Intake;

/// <summary>A call in a cluster waits for what its events caused, whatever process sends it on.</summary>
public sealed class ClusterSettlingTests
{
    private static readonly TaxpayerId Receiver = TestEvents.Other;
    private static readonly Hash128 Cause = new(3, 7);
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private readonly Asked _asked = new();
    private readonly IClusterStore _store;
    private readonly EntityServices _services;

    public ClusterSettlingTests()
    {
        (_store, _) = SharedStore.Over(new InMemoryStore());
        _services = new EntityServices
        {
            Store = _store,
            Committer = new GroupCommitter(_store, TaskScheduler.Default),
            Scheduler = new ThreadPoolScheduler(TimeProvider.System),
            Host = _asked,
            Intents = new IntentDispatcher(new ThreadPoolScheduler(TimeProvider.System)),
        };
    }

    [Fact]
    public async Task It_waits_until_no_message_is_stored_and_then_for_all_that_received_one()
    {
        await Commit(new CommitUnit { Intents = [Message("it", Cause), Message("another's", new Hash128(1, 1))] });
        var settling = Settle(Long);
        await Task.Delay(100);
        settling.IsCompleted.ShouldBeFalse();
        _asked.Calls.ShouldBe([$"delivered {TestEvents.Importer}", $"delivered {TestEvents.Importer}"], "it is asked until it says so");

        await Commit(new CommitUnit { Delivered = ["it"] });
        await settling;

        _asked.Calls[2..].ShouldBe([$"settled {TestEvents.Importer}", $"settled {Receiver}"], ignoreOrder: true);
    }

    [Fact]
    public async Task What_a_stopped_ledger_is_to_receive_counts_as_settled()
    {
        await Commit(new CommitUnit
        {
            Intents = [Message("it", Cause)],
            Parked = [new ParkedEvent(0, Receiver.Value, EventStream.Payments, [], "stopped")],
        });

        await Settle(Long);

        _asked.Calls[2..].ShouldBe([$"settled {TestEvents.Importer}"]);
    }

    [Fact]
    public async Task It_does_not_wait_longer_than_the_caller_does()
    {
        await Commit(new CommitUnit { Intents = [Message("it", Cause)] });

        await Should.ThrowAsync<NotSettledException>(Settle(TimeSpan.FromMilliseconds(50)));
    }

    private static IntentWrite Message(string key, Hash128 cause) =>
        new(key, IntentKind.Transfer, TestEvents.Importer, Receiver, cause, []);

    private Task Settle(TimeSpan within) =>
        new ClusterSettling(_services, _store).All(
            new SortedDictionary<TaxpayerId, List<Hash128>> { [TestEvents.Importer] = [Cause] }, [], within);

    private async Task Commit(CommitUnit unit) => (await _store.Commit([unit], default)).ShouldBe([CommitOutcome.Committed]);

    /// <summary>Ledgers that answer at once.</summary>
    private sealed class Asked : IEntityHost
    {
        public List<string> Calls { get; } = [];

        public ITaxpayer Taxpayer(TaxpayerId id) => new Ledger(id, Calls);

        public IDeclaration Declaration(DeclarationKey key) => throw new NotSupportedException();
    }

    private sealed class Ledger(TaxpayerId id, List<string> calls) : ITaxpayer
    {
        public Task<bool> Delivered(IReadOnlyList<Hash128> causes)
        {
            causes.ShouldBe([Cause]);
            calls.Add($"delivered {id}");
            return Task.FromResult(calls.Count > 1);
        }

        public Task Settled()
        {
            calls.Add($"settled {id}");
            return Task.CompletedTask;
        }

        public Task<IReadOnlyList<EventResult>> Apply(IReadOnlyList<IntakeEvent> events) => throw new NotSupportedException();

        public Task Deliver(IntentWrite intent) => throw new NotSupportedException();

        public Task Sweep() => throw new NotSupportedException();

        public ValueTask<LedgerRoot> Root() => throw new NotSupportedException();

        public ValueTask<(LedgerRoot Root, Declaration? Declaration)> Find(DeclarationKey key) => throw new NotSupportedException();
    }
}

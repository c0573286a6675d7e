using Clearance.Domain;
using Clearance.Entities.Tests.Hosting;
using Clearance.LocalHost;
using Clearance.Testing.Events;
using Clearance.Testing.Stores;
using static Clearance.Testing.Events.TestEvents;

namespace Clearance.Entities.Tests.Engine;

/// <summary>A ledger in a process of a cluster: by what right it is shown, and what becomes of what it sent elsewhere.</summary>
public sealed class ClusterTests
{
    private readonly List<IntentWrite> _queued = [];
    private readonly IClusterStore _store;
    private readonly SharedStore _cluster;
    private readonly EventHasher _hasher;
    private readonly EntityServices _services;

    public ClusterTests()
    {
        (_store, _cluster) = SharedStore.Over(new InMemoryStore());
        _hasher = new EventHasher(_store.RegistrySecret);
        _services = new EntityServices
        {
            Store = _store,
            Committer = new GroupCommitter(_store, TaskScheduler.Default),
            Scheduler = new ThreadPoolScheduler(TimeProvider.System),
            Host = new Nowhere(),
            Intents = new Queued(_queued),
        };
    }

    [Fact]
    public async Task What_was_loaded_under_an_earlier_epoch_is_not_shown()
    {
        var ledger = await Activated();
        await Post(ledger, Placed("E:1", Importer));
        ledger.TryRoot().ShouldNotBeNull().Version.ShouldBe(1);

        _cluster.Epoch++;

        ledger.TryRoot().ShouldBeNull();
        await Should.ThrowAsync<StoreUnavailableException>(async () => await ledger.Root());
        await Should.ThrowAsync<StoreUnavailableException>(() => ledger.Settled());
        (await (await Activated()).Root()).Version.ShouldBe(1);
    }

    [Fact]
    public async Task What_needs_no_commit_is_not_answered_from_an_earlier_epoch_but_read_anew()
    {
        var ledger = await Activated();
        var known = Placed("E:1", Importer);
        await Post(ledger, known);
        _cluster.Epoch++;

        (await Post(ledger, known)).Status.ShouldBe(EventStatus.Duplicate);

        ledger.TryRoot().ShouldNotBeNull("it was loaded under the new epoch to say so").Version.ShouldBe(1);
    }

    [Fact]
    public async Task A_ledger_that_ends_shows_nothing_and_gives_up_its_claim_and_not_that_of_the_next()
    {
        var ledger = await Activated();
        _cluster.Claimed.ShouldBe([Importer]);

        await ledger.End();

        ledger.TryRoot().ShouldBeNull();
        _cluster.Claimed.ShouldBeEmpty();
        await Activated();
        await ledger.End();
        _cluster.Claimed.ShouldBe([Importer]);
    }

    [Fact]
    public async Task What_a_ledger_sent_elsewhere_is_queued_before_what_it_sends_here()
    {
        await Stored(Message("sent elsewhere"), Message("and another"));

        await Activated();

        _queued.Select(static it => it.Key).ShouldBe(["sent elsewhere", "and another"]);
    }

    [Fact]
    public async Task Only_who_is_to_deliver_a_message_takes_it_from_the_store_and_with_it_all_its_sender_sent()
    {
        await Stored(Message("first"), Message("second"));
        _cluster.Delivers = false;
        using var dispatcher = new IntentDispatcher(_services.Scheduler);
        await dispatcher.Start(new Nowhere(), _store, default);
        dispatcher.Pending.ShouldBe(0);

        // The first it learns of otherwise: it is one of those whose messages this process delivers now.
        dispatcher.Enqueue(Message("first"));
        dispatcher.LookAgain();
        await Until(() => dispatcher.Pending == 2);

        _cluster.Delivers = true;
        using var other = new IntentDispatcher(_services.Scheduler);
        await other.Start(new Nowhere(), _store, default);
        other.Pending.ShouldBe(2);
    }

    [Fact]
    public async Task Messages_of_one_sender_are_delivered_in_the_order_of_its_versions_whatever_their_numbers()
    {
        await Stored(Message("cancelled"), Message("sent"));
        _cluster.SentAt = static intent => intent.Key == "sent" ? 3 : 4;
        var toys = new Toys();
        await using var host = toys.Host();
        using var dispatcher = new IntentDispatcher(_services.Scheduler);

        await dispatcher.Start(host, _store, default);

        await Until(() => dispatcher.Pending == 0);
        toys.Made.ShouldHaveSingleItem().Heard.ShouldBe(["sent", "cancelled"]);
    }

    [Fact]
    public async Task Who_does_not_sweep_does_when_it_comes_to_it_and_again_when_a_process_is_gone()
    {
        var sweeps = 0;
        var services = _services with { Scheduler = new Hasty() };
        _cluster.Stored.BeforeRead = () =>
        {
            Interlocked.Increment(ref sweeps);
            return Task.CompletedTask;
        };
        using var stop = new CancellationTokenSource();
        var running = new LedgerSweeper(services).Run(stop.Token);
        await Task.Delay(100);
        sweeps.ShouldBe(0);

        (_cluster.Sweeps, _cluster.Changes) = (true, 1);
        await Until(() => sweeps == 1);
        await Task.Delay(100);
        sweeps.ShouldBe(1, "nothing has changed since");

        _cluster.Changes = 2;
        await Until(() => sweeps == 2);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task The_local_host_refuses_a_store_of_a_cluster() =>
        (await Should.ThrowAsync<ArgumentException>(LocalEngine.Start(_store, _services.Scheduler))).Message.ShouldContain("Orleans");

    private static IntentWrite Message(string key) =>
        new(key, IntentKind.OwnedByAnother, Importer, Toys.Taxpayer(2), default, []);

    private static async Task Until(Func<bool> condition)
    {
        for (var wait = 0; wait < 2000 && !condition(); wait++)
        {
            await Task.Delay(5);
        }

        condition().ShouldBeTrue();
    }

    private async Task Stored(params IntentWrite[] intents) =>
        (await _store.Commit([new CommitUnit { Intents = intents }], default)).ShouldBe([CommitOutcome.Committed]);

    private async Task<TaxpayerEntity> Activated()
    {
        var ledger = new TaxpayerEntity(Importer, _services, _hasher);
        await ledger.Activate();
        return ledger;
    }

    private async Task<EventResult> Post(TaxpayerEntity ledger, ClearanceEvent e)
    {
        var bytes = (ReadOnlyMemory<byte>)EventJson.Write(e);
        var read = EventReader.Read(EventJson.StreamOf(e), bytes.Span);
        var intake = new IntakeEvent(EventJson.StreamOf(e), read.Event!, _hasher.Of(EventJson.StreamOf(e), e.Id), read.Content, bytes);
        return (await ledger.Apply([intake])).ShouldHaveSingleItem();
    }

    private sealed class Queued(List<IntentWrite> queued) : IIntentSink
    {
        public void Enqueue(IntentWrite intent) => queued.Add(intent);

        public void LookAgain()
        {
        }
    }

    /// <summary>Nobody is at home: what is delivered waits for ever.</summary>
    private sealed class Nowhere : IEntityHost
    {
        public ITaxpayer Taxpayer(TaxpayerId id) => throw new StoreUnavailableException("Nobody is at home.");

        public IDeclaration Declaration(DeclarationKey key) => throw new StoreUnavailableException("Nobody is at home.");
    }

    /// <summary>Waits hardly at all.</summary>
    private sealed class Hasty : IEntityScheduler
    {
        public TimeProvider Clock => TimeProvider.System;

        public void Post(Action work) => ThreadPool.QueueUserWorkItem(_ => work());

        public Task Delay(TimeSpan time, CancellationToken cancel) => Task.Delay(5, cancel);
    }
}

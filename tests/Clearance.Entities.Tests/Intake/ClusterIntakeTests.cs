using Clearance.Domain;
using Clearance.Entities.Tests.Engine;
using Clearance.Entities.Tests.Hosting;
using Clearance.LocalHost;
using Clearance.Testing.Events;
using Clearance.Testing.Stores;

namespace Clearance.Entities.Tests.Intake;

/// <summary>A call whose events go to many ledgers, which answer at once, each on a thread of its own.</summary>
public sealed class ClusterIntakeTests : IDisposable
{
    private const int Ledgers = 400;
    private const int Calls = 10;

    private readonly Answering _ledgers = new();
    private readonly EntityServices _services;
    private readonly EventIntake _intake;
    private readonly IntentDispatcher _dispatcher;

    public ClusterIntakeTests()
    {
        var (store, _) = SharedStore.Over(new InMemoryStore());
        var scheduler = new ThreadPoolScheduler(TimeProvider.System);
        _dispatcher = new IntentDispatcher(scheduler);
        _services = new EntityServices
        {
            Store = store,
            Committer = new GroupCommitter(store, TaskScheduler.Default),
            Scheduler = scheduler,
            Host = _ledgers,
            Intents = _dispatcher,
        };
        _intake = new EventIntake(_services, new EventHasher(store.RegistrySecret), _dispatcher, TimeSpan.FromSeconds(10));
    }

    public void Dispose() => _dispatcher.Dispose();

    [Fact]
    public async Task Each_ledger_that_sent_something_is_asked_once_whether_it_is_delivered()
    {
        _ledgers.Sends = true;

        await Post();

        _ledgers.Asked.ShouldBe(Ledgers * Calls);
    }

    [Fact]
    public async Task Ledgers_that_sent_nothing_and_decide_nothing_anew_are_not_asked_again()
    {
        await Post();

        _ledgers.Asked.ShouldBe(0);
        _ledgers.AskedToSettle.ShouldBe(0);
    }

    private async Task Post()
    {
        var events = Enumerable.Range(0, Ledgers)
            .Select(n => (ReadOnlyMemory<byte>)EventJson.Write(TestEvents.Paid($"FT{n}", Toys.Taxpayer(n), 1_000, "no number")))
            .ToList();
        for (var call = 0; call < Calls; call++)
        {
            var results = await _intake.Take(EventStream.Payments, events, default);
            results.Count(static result => result.Status == EventStatus.Accepted).ShouldBe(Ledgers);
        }
    }

    private sealed class Answering : IEntityHost
    {
        private int _asked;
        private int _askedToSettle;

        public bool Sends { get; set; }

        public int Asked => _asked;

        public int AskedToSettle => _askedToSettle;

        public ITaxpayer Taxpayer(TaxpayerId id) => new Ledger(this);

        public IDeclaration Declaration(DeclarationKey key) => throw new NotSupportedException();

        private sealed class Ledger(Answering host) : ITaxpayer
        {
            public Task<IReadOnlyList<EventResult>> Apply(IReadOnlyList<IntakeEvent> events) =>
                Task.Run<IReadOnlyList<EventResult>>(
                    () => [.. events.Select(it => new EventResult(it.Event.Id, EventStatus.Accepted) { HasSent = host.Sends })]);

            public Task<bool> Delivered(IReadOnlyList<Hash128> causes)
            {
                Interlocked.Increment(ref host._asked);
                return Task.FromResult(true);
            }

            public Task Settled()
            {
                Interlocked.Increment(ref host._askedToSettle);
                return Task.CompletedTask;
            }

            public Task Deliver(IntentWrite intent) => throw new NotSupportedException();

            public Task Sweep() => throw new NotSupportedException();

            public ValueTask<LedgerRoot> Root() => throw new NotSupportedException();

            public ValueTask<(LedgerRoot Root, Declaration? Declaration)> Find(DeclarationKey key) => throw new NotSupportedException();
        }
    }
}

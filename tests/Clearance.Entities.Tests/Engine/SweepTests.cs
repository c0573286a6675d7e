using Clearance.Domain;
using static Clearance.Entities.Tests.Engine.TestEngine;
using static Clearance.Testing.Events.TestEvents;

namespace Clearance.Entities.Tests.Engine;

public sealed class SweepTests
{
    private static readonly DateOnly Lapsing = new(2026, 11, 18);

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_ledger_that_cannot_be_swept_keeps_no_other_from_it_and_stays_due(Exception failure, bool isWhole)
    {
        await using var engine = await WithTwoLedgersDue();
        var host = new OneFails(engine.Engine.Host, failure);
        var sweeper = new LedgerSweeper(engine.Engine.Services with { Host = host });

        (await sweeper.SweepAll(Lapsing, CancellationToken.None)).ShouldBe(isWhole);
        host.Swept.ShouldBe([Importer, Other], ignoreOrder: true);

        host.IsWell = true;
        (await sweeper.SweepAll(Lapsing, CancellationToken.None)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_stop_ends_a_sweep_between_two_ledgers()
    {
        var clock = new Calendar();
        await using var engine = await WithTwoLedgersDue(clock);
        clock.Now = At("2026-11-18T10:00:00+07:00");
        using var stop = new CancellationTokenSource();
        var host = new OneFails(engine.Engine.Host, new StoreUnavailableException("Gone.")) { OnSweep = stop.Cancel };
        var sweeper = new LedgerSweeper(engine.Engine.Services with { Host = host });

        await sweeper.Run(stop.Token).WaitAsync(TimeSpan.FromMinutes(3));

        host.Swept.Count.ShouldBe(1);
    }

    public static TheoryData<Exception, bool> Failures() => new()
    {
        { new StoreUnavailableException("The store is away."), false },
        { new TimeoutException("The silo that has it does not answer."), false },
        { new CorruptRecordException("Not what was written: only an operator can help."), true },
    };

    /// <summary>Their declarations lapse on the 18th; the engine's own sweep, of the 2nd, has nothing to do.</summary>
    private static async Task<TestEngine> WithTwoLedgersDue(Calendar? clock = null)
    {
        var engine = await Start(clock: clock ?? new Calendar());
        await engine.Post(Registered(1, Importer));
        await engine.Post(Registered(2, Other));
        return engine;
    }

    private sealed class Calendar : TimeProvider
    {
        public Instant Now { get; set; } = At("2026-11-02T10:00:00+07:00");

        public override DateTimeOffset GetUtcNow() => Now.ToDateTimeOffset();
    }

    /// <summary>The first ledger it is asked to sweep fails; none is really swept, so that all stay due.</summary>
    private sealed class OneFails(IEntityHost host, Exception failure) : IEntityHost
    {
        public List<TaxpayerId> Swept { get; } = [];

        public bool IsWell { get; set; }

        public Action OnSweep { get; init; } = () => { };

        public ITaxpayer Taxpayer(TaxpayerId id) => new Ledger(host.Taxpayer(id), () => Sweep(id));

        public IDeclaration Declaration(DeclarationKey key) => host.Declaration(key);

        private Task Sweep(TaxpayerId id)
        {
            Swept.Add(id);
            OnSweep();
            return Swept.Count == 1 && !IsWell ? Task.FromException(failure) : Task.CompletedTask;
        }
    }

    private sealed class Ledger(ITaxpayer ledger, Func<Task> sweep) : ITaxpayer
    {
        public Task Sweep() => sweep();

        public Task<IReadOnlyList<EventResult>> Apply(IReadOnlyList<IntakeEvent> events) => ledger.Apply(events);

        public Task Deliver(IntentWrite intent) => ledger.Deliver(intent);

        public Task Settled() => ledger.Settled();

        public ValueTask<LedgerRoot> Root() => ledger.Root();

        public ValueTask<(LedgerRoot Root, Declaration? Declaration)> Find(DeclarationKey key) => ledger.Find(key);
    }
}

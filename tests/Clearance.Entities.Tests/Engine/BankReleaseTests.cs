using Clearance.Domain;
using Clearance.LocalHost;
using Clearance.Testing.Engines;
using Clearance.Testing.Stores;
using static Clearance.Testing.Events.TestEvents;

namespace Clearance.Entities.Tests.Engine;

/// <summary>Who listens is told when a bank's event frees goods, once for each declaration, and by the bank's own clock.</summary>
public sealed class BankReleaseTests
{
    private static readonly Instant Now = At("2026-11-02T10:00:00+07:00");

    [Fact]
    public async Task The_payment_that_frees_is_told_and_no_other()
    {
        var heard = await Play(
            Registered(1, Importer),
            Paid("P1", Importer, 400_000, Key(1).ToString()),
            Paid("P2", Importer, 600_000, Key(1).ToString()) with { DebitedAt = At("2026-11-02T09:30:00+07:00") },
            Paid("P3", Importer, 100_000, Key(1).ToString()));

        var freed = heard.ShouldHaveSingleItem();
        (freed.Bank.Value, freed.At, freed.VisibleAt).ShouldBe(("BIDV", At("2026-11-02T09:30:00+07:00"), Now));
    }

    [Fact]
    public async Task A_payment_that_frees_two_is_told_twice() => (await Play(
        Registered(1, Importer), Registered(2, Importer),
        Paid("P1", Importer, 1_000_000, Key(1).ToString(), Key(2).ToString()))).Count.ShouldBe(2);

    [Fact]
    public async Task Money_that_waited_for_the_registration_freed_nothing_that_was_held() => (await Play(
        Paid("P1", Importer, 1_000_000, Key(1).ToString()), Registered(1, Importer))).ShouldBeEmpty();

    [Fact]
    public async Task What_is_held_for_another_reason_is_not_freed() => (await Play(
        Placed("E1", Importer), Registered(1, Importer), Paid("P1", Importer, 1_000_000, Key(1).ToString()))).ShouldBeEmpty();

    private static async Task<List<BankRelease>> Play(params ClearanceEvent[] events)
    {
        var ear = new Ear();
        await using var store = new InMemoryStore();
        await using var engine = await LocalEngine.Start(
            store, new ThreadPoolScheduler(new FixedClock()), new LocalEngineOptions { SettleWithin = TimeSpan.FromMinutes(1) }, ear);
        var tested = new TestedEngine(store, engine);
        foreach (var e in events)
        {
            (await tested.Post(e)).Status.ShouldBe(EventStatus.Accepted);
        }

        return ear.Heard;
    }

    private sealed class Ear : IEntityObserver
    {
        public List<BankRelease> Heard { get; } = [];

        public void Alerted(Alert alert)
        {
        }

        public void Parked(string home, string eventId, Exception why)
        {
        }

        public void Conflicted(string home)
        {
        }

        public void Freed(in BankRelease release) => Heard.Add(release);
    }

    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now.ToDateTimeOffset();
    }
}

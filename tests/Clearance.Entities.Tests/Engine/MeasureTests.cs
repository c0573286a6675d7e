using System.Collections.Concurrent;
using Clearance.Domain;
using static Clearance.Entities.Tests.Engine.TestEngine;
using static Clearance.Testing.Events.TestEvents;

namespace Clearance.Entities.Tests.Engine;

/// <summary>What is measured of a ledger's work: above all what a bank's event freed, and since when.</summary>
public sealed class MeasureTests
{
    private readonly Measures _measures = new();

    [Fact]
    public async Task Of_several_payments_in_one_commit_the_one_that_lifts_the_hold_is_named()
    {
        await using var engine = await Begin();
        await engine.Post(Registered(1, Importer));
        await engine.PostAll(
        [
            Paid("P1", Importer, 400_000, Key(1).ToString()) with { DebitedAt = At("2026-11-02T09:00:01+07:00") },
            Paid("P2", Importer, 600_000, Key(1).ToString()) with { DebitedAt = At("2026-11-02T09:00:02+07:00") },
            Paid("P3", Importer, 5, Key(1).ToString()) with { DebitedAt = At("2026-11-02T09:00:03+07:00") },
        ]);

        var (cause, took) = _measures.Released.ShouldHaveSingleItem();
        (cause.Bank.Value, cause.Stream).ShouldBe(("BIDV", EventStream.Payments));
        took.ShouldBe(TimeSpan.FromSeconds(8));
    }

    [Fact]
    public async Task Goods_that_wait_for_a_debt_elsewhere_are_freed_by_its_payment()
    {
        await using var engine = await Begin();
        await engine.Post(Registered(1, Importer, 0));
        await engine.Post(Recorded(1));
        await engine.Post(new ObligationAdjusted("A1", At("2026-11-02T09:00:00+07:00"), Key(1))
        {
            Decision = "AD-1",
            Line = new Line(Duty, LineKind.Tax, 700_000),
            Due = new DateOnly(2026, 10, 30),
        });
        await engine.PostAll([.. Enumerable.Range(2, 5).Select(n => Registered(n, Importer, 0))]);
        (await engine.Ask(Key(2))).Outcome.ShouldBe(Outcome.Hold);
        _measures.Released.ShouldBeEmpty();

        await engine.Post(Paid("P", Importer, 700_000, Key(1).ToString()));
        (await engine.Ask(Key(2))).Outcome.ShouldBe(Outcome.Clear);
        _measures.Released.Count.ShouldBe(5);
        _measures.Released.ShouldAllBe(it => it.Took == TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task What_frees_nothing_is_not_measured_as_if_it_did()
    {
        await using var engine = await Begin();
        await engine.Post(Paid("P0", Importer, 1_000_000, Key(1).ToString()));
        await engine.Post(Registered(1, Importer));
        await engine.Post(Paid("P1", Importer, 5, Key(1).ToString()));
        await engine.Post(Registered(2, Importer));
        await engine.Post(Paid("P2", Importer, 5, Key(2).ToString()));
        await engine.Post(Recorded(2));

        _measures.Released.ShouldBeEmpty();
        _measures.Ages.ShouldBe(6);
        _measures.Units.ShouldBeGreaterThanOrEqualTo(6);
        engine.Engine.Load.Events.ShouldBe(0);
    }

    [Fact]
    public async Task A_commit_that_fails_says_how()
    {
        await using var engine = await Begin();
        engine.Store.BeforeCommit = static _ => throw new CommitOutcomeUnknownException("A test cuts the connection.");
        await Should.ThrowAsync<StoreUnavailableException>(() => engine.Post(Registered(1, Importer)));
        _measures.Results.ShouldContain(CommitResult.Unknown);
    }

    private Task<TestEngine> Begin() => Start(clock: new Morning(), observer: _measures);

    /// <summary>Ten seconds past nine, for ever.</summary>
    private sealed class Morning : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => At("2026-11-02T09:00:10+07:00").ToDateTimeOffset();
    }

    private sealed class Measures : IEntityObserver, IEntityMeasures
    {
        private int _ages;
        private int _units;

        public ConcurrentQueue<(BankCause Cause, TimeSpan Took)> Released { get; } = new();

        public ConcurrentQueue<CommitResult> Results { get; } = new();

        public int Ages => _ages;

        public int Units => _units;

        IEntityMeasures? IEntityObserver.Measures => this;

        public void Alerted(Alert alert)
        {
        }

        public void Parked(string home, string eventId, Exception why)
        {
        }

        public void Conflicted(string home)
        {
        }

        public void Answered(EventStream stream, IReadOnlyList<EventResult> results, TimeSpan took)
        {
        }

        public void Aged(EventStream stream, TimeSpan age) => Interlocked.Increment(ref _ages);

        public void Decided(DecisionTally decisions)
        {
        }

        public void Freed(BankCause cause, TimeSpan took) => Released.Enqueue((cause, took));

        public void Landed(in CommitLanding landing)
        {
            Interlocked.Add(ref _units, landing.Units);
            Results.Enqueue(landing.Result);
        }

        public void Kept(DeadLetter letter)
        {
        }
    }
}

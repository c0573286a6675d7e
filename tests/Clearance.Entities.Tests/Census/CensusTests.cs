using Clearance.Domain;
using Clearance.Entities.Tests.Engine;
using Clearance.Testing.Engines;
using static Clearance.Entities.Tests.Engine.TestEngine;
using static Clearance.Testing.Events.TestEvents;

namespace Clearance.Entities.Tests.Census;

/// <summary>A census counts every ledger as it is stored, and disturbs none. That its sums are right for any history: see the model's laws.</summary>
public sealed class CensusTests
{
    private static readonly DateOnly Day = new(2026, 11, 2);

    [Fact]
    public async Task Every_declaration_is_counted_by_what_is_decided_settled_ones_too()
    {
        await using var engine = await Start();
        await Post(
            engine,
            Registered(1, Importer), Registered(2, Importer), Registered(3, Other), Registered(4, Other, 0),
            Paid("P2", Importer, 1_000_000, Key(2).ToString()), Recorded(2), Paid("P3", Other, 400_000, Key(3).ToString()));

        var census = await Count(engine);

        census.Ledgers.ShouldBe(2);
        Outcomes(census).ShouldBe("Cleared=1 Clear=1 Hold=2");
        census.Reasons.ShouldBe([new HeldFor(ReasonCode.TaxUnpaid, 2, 1_600_000)]);
        census.HeldOutstanding.ShouldBe(1_600_000);
        (await engine.Store.LoadLedger(Importer, default))!.Rows.Select(static row => row.Key.Key)
            .ShouldNotContain(Key(2).ToString(), "the cleared one is settled, and counted all the same");
    }

    [Fact]
    public async Task Money_that_is_there_and_frees_nothing_is_named_with_where_it_is()
    {
        await using var engine = await Start();
        await Post(
            engine,
            Registered(1, Importer), Paid("P1", Importer, 1_000_000, Key(1).ToString()), Placed("E1", Importer),
            Registered(2, Other), Paid("P2", Other, 1_000_000, "1O5"));

        var census = await Count(engine);

        census.HeldAndPaid.ShouldBe(2);
        census.OldestHeldAndPaid.Select(static it => (it.Declaration, it.Reason, it.Money)).ShouldBe(
            [(Key(1), ReasonCode.EnforcementStop, MoneyThere.Paid), (Key(2), ReasonCode.TaxUnpaid, MoneyThere.Suspense)]);
        census.Suspense.Rows.ShouldBe(1);
        census.Suspense.Amount.ShouldBe(1_000_000);
        census.Suspense.Oldest.ShouldHaveSingleItem().Row.Target.ShouldBe("1O5");
    }

    [Fact]
    public async Task Of_many_the_oldest_are_named_in_order()
    {
        await using var engine = await Start();
        for (var n = 15; n > 0; n--)
        {
            await engine.Post(Registered(n, n % 2 == 0 ? Importer : Other) with { RegisteredAt = At($"2026-11-02T09:{n:D2}:00+07:00") });
        }

        (await Count(engine)).OldestHeld.Select(static it => it.Declaration).ShouldBe(Enumerable.Range(1, 10).Select(Key));
    }

    [Fact]
    public async Task A_ledger_that_cannot_be_read_is_counted_as_stopped_and_ends_nothing()
    {
        await using var engine = await Start();
        await engine.PostAll([Registered(1, Importer), Registered(2, Other, 0)]);
        await AnotherProcess.Damages(engine.Store);

        var census = await Count(engine);

        census.Stopped.ShouldBe([Importer]);
        census.StoppedLedgers.ShouldBe(1);
        Outcomes(census).ShouldBe("Clear=1");
    }

    [Fact]
    public async Task Every_open_declaration_of_a_stopped_ledger_is_held_because_nobody_can_decide()
    {
        await using var engine = await Start();
        await engine.Post(Registered(1, Importer, 0));
        await engine.Store.Commit(
            [new CommitUnit { Parked = [new ParkedEvent(0, Importer.Value, EventStream.Payments, [1], "a test")] }], default);

        var census = await Count(engine);

        census.Stopped.ShouldBe([Importer]);
        census.Reasons.ShouldBe([new HeldFor(ReasonCode.DecisionUnavailable, 1, 0)]);
        census.HeldAndPaid.ShouldBe(0);
    }

    [Theory]
    [InlineData(0, 0, 0, 0, 0, MoneyThere.None)]
    [InlineData(100, 0, 0, 0, 0, MoneyThere.Paid)]
    [InlineData(100, 40, 40, 0, 0, MoneyThere.Misdirected)]
    [InlineData(100, 40, 39, 1, 0, MoneyThere.Suspense)]
    [InlineData(100, 40, 39, 0, 1, MoneyThere.Surplus)]
    [InlineData(100, 40, 13, 13, 14, MoneyThere.Surplus)]
    [InlineData(100, 40, 13, 13, 13, MoneyThere.None)]
    [InlineData(100, 100, 0, 0, long.MaxValue, MoneyThere.Surplus)]
    public void Which_money_is_there(long payable, long outstanding, long misdirected, long suspense, long surplus, MoneyThere there)
    {
        var decision = new Decision
        {
            Declaration = Key(1),
            Outcome = Outcome.Hold,
            On = Day,
            Payable = payable,
            Outstanding = outstanding,
            Misdirected = misdirected,
        };

        CensusTally.MoneyFor(decision, new LedgerTotals { Suspense = suspense, SurplusIn = surplus }).ShouldBe(there);
    }

    [Theory]
    [InlineData("2026-11-01", 1, 0, 0)]
    [InlineData("2026-11-24", 1, 0, 1)]
    [InlineData("2026-11-25", 1, 1, 1)]
    [InlineData("2026-12-02", 1, 1, 1)]
    [InlineData("2026-12-03", 0, 0, 0)]
    [InlineData("2026-10-31", 0, 0, 0)]
    public void A_letter_counts_in_its_days_and_is_told_before_it_ends(string on, int letters, int within7, int within30)
    {
        GuaranteeReference reference = new(BankOf("VCB"), 2026, "BL", "0001");
        var letter = new Letter(
            GuaranteeKind.General, 100, new DateOnly(2026, 11, 1), new DateOnly(2026, 12, 2), [], null, null, null);
        var standing = Standing.Empty with
        {
            Guarantees = Standing.Empty.Guarantees.Add(
                reference, new Guarantee { Reference = reference, Letter = letter, Reserved = 30 }),
        };
        var tally = new CensusTally(DateOnly.Parse(on));

        tally.Add(new LedgerRoot(Ledger.Empty(Importer) with { Standing = standing }, 1, false));

        var counted = tally.ToCensus().Guarantees;
        (counted.Letters, counted.Limit, counted.Available).ShouldBe((letters, letters * 100, letters * 70));
        counted.EndWithin7Days.ShouldBe(within7);
        counted.EndWithin30Days.ShouldBe(within30);
    }

    [Fact]
    public async Task A_pass_that_is_cancelled_ends_and_one_whose_store_fails_says_so()
    {
        await using var engine = await Start();
        await engine.PostAll([Registered(1, Importer), Registered(2, Other)]);
        using var cancel = new CancellationTokenSource();
        var seen = 0;
        Task Breathe()
        {
            seen++;
            cancel.Cancel();
            return Task.CompletedTask;
        }

        await Should.ThrowAsync<OperationCanceledException>(
            () => new CensusPass(engine.Store, engine.Store).Run(Day, Breathe, cancel.Token));

        seen.ShouldBe(1);
        engine.Store.BeforeRead = () => throw new StoreUnavailableException("a test");
        await Should.ThrowAsync<StoreUnavailableException>(() => Count(engine));
    }

    private static async Task Post(TestEngine engine, params ClearanceEvent[] events)
    {
        foreach (var e in events)
        {
            (await engine.Post(e)).Status.ShouldBe(EventStatus.Accepted);
        }
    }

    private static Task<Entities.Census> Count(TestEngine engine) =>
        new CensusPass(engine.Store, engine.Store).Run(Day, static () => Task.CompletedTask, default);

    private static string Outcomes(Entities.Census census) => string.Join(
        ' ', Enum.GetValues<Outcome>().Where(it => census.Outcomes[(int)it] > 0).Select(it => $"{it}={census.Outcomes[(int)it]}"));

    private static BankCode BankOf(string text) => BankCode.TryParse(text, out var bank) ? bank : throw new ArgumentException(text);
}

using FsCheck;
using FsCheck.Fluent;

namespace Clearance.Domain.Tests.Banks;

/// <summary>A bank's day file beside what was received (TT 184/2015 art. 25): every planted mistake is found, none is invented.</summary>
public sealed class ReconciliationTests
{
    /// <summary>Each plants one mistake at a payment of its own, and says what is to be found, and what the bank's sum has more.</summary>
    private static readonly SortedDictionary<string, Plant> Plants = new(StringComparer.Ordinal)
    {
        ["a payment that was not received"] = new(0, (day, n) =>
            Found(day.Received[n] = Never(day.Received[n]), Bank(day, n), "Missing", "Missing")),
        ["a payment the bank does not know"] = new(1, (day, n) => Found(
            day.File.RemoveAll(row => row.Payment == GeneratedDay.Id(n)), -Here(day, n), "Extra", "Extra")),
        ["another amount"] = new(2, (day, n) => Change(
            day, n, row => row with { Row = row.Row with { Amount = row.Row.Amount + 5 } }, 5, "Differing Amount")),
        ["another taxpayer"] = new(3, (day, n) => Change(
            day, n, row => row with { Taxpayer = GeneratedDay.Taxpayer(77) }, 0, "Differing Taxpayer")),
        ["another declaration"] = new(4, (day, n) => Change(
            day, n, row => row with { Row = row.Row with { Target = "10600000015" } }, 0, "Differing Declaration")),
        ["another sub-item"] = new(5, (day, n) => Change(
            day, n, row => row with { Row = row.Row with { Code = 1951 } }, 0, "Differing Code")),
        ["the other account"] = new(6, (day, n) => Change(
            day, n, row => row with { Row = row.Row with { Account = 1 - row.Row.Account } }, 0, "Differing Account")),
        ["another time of the day"] = new(7, (day, n) => Change(
            day, n, row => row with { DebitedAt = Moved(row.DebitedAt, 1) }, 0, "Differing DebitedAt")),
        ["another day at the bank"] = new(8, (day, n) => Change(
            day, n, row => row with { DebitedAt = Moved(row.DebitedAt, 24 * 3600) }, -FirstRow(day, n), "Differing DebitedAt")),
        ["a row only the bank has"] = new(9, (day, n) =>
        {
            var more = FirstRow(day, n);
            day.Ledger(n, payment => payment with { Rows = payment.Rows.RemoveAt(0) });
            return ([$"Differing {GeneratedDay.Id(n)}#1 Rows"], more);
        }),
        ["a row the bank does not have"] = new(10, (day, n) =>
        {
            day.File.RemoveAll(row => row.Payment == GeneratedDay.Id(n) && row.Row.Row == 1);
            return ([$"Differing {GeneratedDay.Id(n)}#1 Rows"], -FirstRow(day, n));
        }),
        ["cancelled at the bank only"] = new(11, (day, n) =>
        {
            var less = Bank(day, n);
            day.Bank(n, 1, row => row with { Cancelled = true });
            day.Bank(n, 2, row => row with { Cancelled = true });
            return ([$"CancelledAtBankOnly {GeneratedDay.Id(n)}#1", $"CancelledAtBankOnly {GeneratedDay.Id(n)}#2"], -less);
        }),
        ["cancelled here only"] = new(12, (day, n) =>
        {
            day.Ledger(n, payment => payment with { Cancelled = true });
            return ([$"CancelledHereOnly {GeneratedDay.Id(n)}#1", $"CancelledHereOnly {GeneratedDay.Id(n)}#2"], Bank(day, n));
        }),
        ["a row twice in the file"] = new(13, (day, n) =>
        {
            day.File.Add(day.File.Find(row => row.Payment == GeneratedDay.Id(n))!);
            return ([$"Duplicate {GeneratedDay.Id(n)}#1"], 0);
        }),
        ["a payment of another day"] = new(14, (day, n) =>
        {
            day.Ledger(n, payment => payment with { DebitedAt = Moved(payment.DebitedAt, 24 * 3600) });
            day.Bank(n, 1, row => row with { DebitedAt = Moved(row.DebitedAt, 24 * 3600) });
            day.Bank(n, 2, row => row with { DebitedAt = Moved(row.DebitedAt, 24 * 3600) });
            return ([$"OutsideWindow {GeneratedDay.Id(n)}#1", $"OutsideWindow {GeneratedDay.Id(n)}#2"], 0);
        }),
        ["a payment of which only the cancellation came"] = new(15, (day, n) =>
        {
            day.Ledger(n, payment => new Payment { Id = payment.Id, Cancelled = true });
            return ([$"CancelledHereOnly {GeneratedDay.Id(n)}#1", $"CancelledHereOnly {GeneratedDay.Id(n)}#2"], Bank(day, n));
        }),
        ["a cancelled payment nobody heard of"] = new(16, (day, n) =>
        {
            day.Received[n] = Never(day.Received[n]);
            day.Bank(n, 1, row => row with { Cancelled = true });
            day.Bank(n, 2, row => row with { Cancelled = true });
            return ([$"CancelledAtBankOnly {GeneratedDay.Id(n)}#1", $"CancelledAtBankOnly {GeneratedDay.Id(n)}#2"], 0);
        }),
    };

    private delegate (string[] Findings, Int128 BankHasMore) Planting(GeneratedDay day, int payment);

    public static TheoryData<string> Kinds => [.. Plants.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_planted_mistake_is_found_and_nothing_else_is(string kind)
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var day = new GeneratedDay(seed);
            var (findings, more) = Plants[kind].Do(day, Plants[kind].Payment);
            day.Shuffle(seed);
            Findings(day.Reconcile()).ShouldBe(findings.Order(StringComparer.Ordinal), kind);
            (day.Reconcile().Total.Bank - day.Reconcile().Total.Received).ShouldBe(more, kind);
        }
    }

    [Fact]
    public void All_of_them_together_are_found_and_nothing_else_is()
    {
        var day = new GeneratedDay(31);
        var expected = new List<string>();
        Int128 more = 0;
        foreach (var plant in Plants.Values)
        {
            var (findings, bankHasMore) = plant.Do(day, plant.Payment);
            expected.AddRange(findings);
            more += bankHasMore;
        }

        day.Shuffle(31);
        var result = day.Reconcile();
        Findings(result).ShouldBe(expected.Order(StringComparer.Ordinal));
        (result.Total.Bank - result.Total.Received).ShouldBe(more);
        result.Agrees.ShouldBeFalse();
    }

    [Fact]
    public void A_file_made_of_what_was_received_agrees_in_any_order() => Prop.ForAll(
        Arb.From(Gen.Choose(0, int.MaxValue - 1)),
        seed =>
        {
            var day = new GeneratedDay(seed, payments: seed % 60);
            day.Shuffle(seed);
            var result = day.Reconcile();
            Findings(result).ShouldBeEmpty();
            result.Agrees.ShouldBeTrue();
            (result.Total.Bank, result.Total.Received).ShouldBe((Sum(day), Sum(day)));
            Sums(result.BySubItem.Values).ShouldBe(result.Total);
            Sums(result.ByOffice.Values).ShouldBe(result.Total);
            result.BySubItem.Values.Concat(result.ByOffice.Values).ShouldAllBe(sides => sides.Bank == sides.Received);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Theory]
    [InlineData("2026-11-01T16:00:00+07:00", false)]
    [InlineData("2026-11-01T16:00:00.9+07:00", false)]
    [InlineData("2026-11-01T16:00:01+07:00", true)]
    [InlineData("2026-11-02T16:00:00+07:00", true)]
    [InlineData("2026-11-02T16:00:00.9+07:00", true)]
    [InlineData("2026-11-02T16:00:01+07:00", false)]
    public void The_window_goes_from_after_16_00_of_the_day_before_through_16_00_of_the_day(string debitedAt, bool belongs)
    {
        BankRowText.TryTime(debitedAt, out var time).ShouldBeTrue();
        GeneratedDay.Day.Contains(time).ShouldBe(belongs);
    }

    [Fact]
    public void A_file_beyond_any_sum_is_still_added_up()
    {
        var day = new GeneratedDay(3, payments: 1);
        var row = day.File[0] with { Row = day.File[0].Row with { Amount = Limits.AmountMax } };
        var file = Enumerable.Range(1, 2000).Select(n => row with { Payment = $"BIDV:X{n}" });
        var result = Reconciliation.Of(GeneratedDay.Day, file, [], day.Offices);
        result.Total.Bank.ShouldBe((Int128)2000 * Limits.AmountMax);
        result.Count(ReconciledStatus.Missing).ShouldBe(2000);
    }

    private static (string[] Findings, Int128 More) Found(object planted, Int128 more, params string[] statuses)
    {
        var id = planted is ReceivedPayment received ? received.Payment.Id["gone ".Length..] : GeneratedDay.Id(1);
        return ([.. statuses.Select((status, i) => $"{status} {id}#{i + 1}")], more);
    }

    private static (string[] Findings, Int128 More) Change(
        GeneratedDay day, int payment, Func<BankRow, BankRow> change, Int128 more, string finding)
    {
        day.Bank(payment, 1, change);
        var parts = finding.Split(' ');
        return ([$"{parts[0]} {GeneratedDay.Id(payment)}#1 {parts[1]}"], more);
    }

    /// <summary>As if it had never been received: under an id that is nobody's, and cancelled.</summary>
    private static ReceivedPayment Never(ReceivedPayment received) =>
        received with { Payment = new Payment { Id = "gone " + received.Payment.Id } };

    private static Instant Moved(Instant time, int seconds) => new(time.UtcTicks + (seconds * TimeSpan.TicksPerSecond));

    private static Int128 Bank(GeneratedDay day, int payment) =>
        day.File.Where(row => row.Payment == GeneratedDay.Id(payment)).Sum(row => row.Row.Amount);

    private static Int128 Here(GeneratedDay day, int payment) => day.Received[payment].Payment.Rows.Sum(row => row.Row.Amount);

    private static Int128 FirstRow(GeneratedDay day, int payment) => day.Received[payment].Payment.Rows[0].Row.Amount;

    private static Int128 Sum(GeneratedDay day) =>
        day.Received.Where(it => !it.Payment.Cancelled).Sum(it => it.Payment.Rows.Sum(row => row.Row.Amount));

    private static BothSides Sums(IEnumerable<BothSides> all) =>
        all.Aggregate(default(BothSides), static (sum, one) => new BothSides(sum.Bank + one.Bank, sum.Received + one.Received));

    private static IEnumerable<string> Findings(Reconciliation result) => result.Rows
        .Where(row => row.IsDiscrepancy)
        .Select(row => $"{row.Status} {row.Payment}#{row.Row} {string.Join(',', row.Differences)}".TrimEnd())
        .Order(StringComparer.Ordinal);

    private sealed record Plant(int Payment, Planting Do);
}

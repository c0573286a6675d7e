using System.Globalization;

namespace Clearance.Domain.Tests;

public sealed class ReasonMessagesTests
{
    private static readonly DateOnly On = new(2026, 11, 2);

    public static TheoryData<ReasonCode> EveryReason => [.. Enum.GetValues<ReasonCode>()];

    [Theory]
    [MemberData(nameof(EveryReason))]
    public void Every_reason_speaks_both_languages(ReasonCode code)
    {
        var reason = new HoldReason(code) { Shortfall = Limits.SumMax };
        var english = ReasonMessages.Of(reason, On, ReasonMessages.English);
        var vietnamese = ReasonMessages.Of(reason, On, ReasonMessages.Vietnamese);
        english.ShouldEndWith(".");
        vietnamese.ShouldEndWith(".");
        vietnamese.Any(c => c > 0x7F).ShouldBeTrue(vietnamese);
        vietnamese.ShouldNotBe(english);
    }

    [Fact]
    public void Amounts_are_written_as_the_language_writes_them()
    {
        var reason = new HoldReason(ReasonCode.TaxUnpaid) { Shortfall = 9_000_000 };
        ReasonMessages.Of(reason, On, ReasonMessages.English)
            .ShouldBe("9,000,000 đồng of tax, interest or deposit is unpaid.");
        ReasonMessages.Of(reason, On, ReasonMessages.Vietnamese)
            .ShouldBe("Còn phải nộp 9.000.000 đồng tiền thuế, tiền chậm nộp hoặc tiền gửi.");
    }

    [Fact]
    public void Dates_are_written_as_the_language_writes_them()
    {
        var reason = new HoldReason(ReasonCode.TaxpayerNotActive);
        ReasonMessages.Of(reason, On, ReasonMessages.English).ShouldContain("2026-11-02");
        ReasonMessages.Of(reason, On, ReasonMessages.Vietnamese).ShouldContain("02/11/2026");
    }

    [Fact]
    public void Overdue_debt_names_the_sum_the_count_and_the_oldest_date()
    {
        DeclarationKey.TryParse("10512345676", out var key).ShouldBeTrue();
        var line = new LineKey(1901, Account.Budget);
        var reason = new HoldReason(ReasonCode.OverdueDebt)
        {
            Shortfall = 3_000_000,
            Debts =
            [
                new Debt(key, default, line, 1_000_000, new DateOnly(2026, 9, 1)),
                new Debt(key, default, line, 2_000_000, new DateOnly(2026, 10, 1)),
            ],
        };
        ReasonMessages.Of(reason, On, ReasonMessages.English).ShouldBe(
            "3,000,000 đồng of tax debt is overdue (lines: 2; the oldest was due on 2026-09-01). Paying exactly that lifts this hold at once.");
    }

    [Fact]
    public void Misdirected_rows_are_summed()
    {
        var line = new LineKey(1702, Account.Budget);
        var reason = new HoldReason(ReasonCode.PaymentMisdirected)
        {
            Rows = [new MisdirectedRow(new RowRef("BIDV:1", 1), line, 1_500), new MisdirectedRow(new RowRef("BIDV:1", 2), line, 500)],
        };
        ReasonMessages.Of(reason, On, ReasonMessages.Vietnamese).ShouldStartWith("2.000 đồng (2 dòng nộp tiền)");
    }

    [Fact]
    public void A_warning_speaks_both_languages()
    {
        var fee = new DecisionWarning(WarningCode.FeeUnpaid, 20_000);
        ReasonMessages.Of(fee, ReasonMessages.English).ShouldBe("20,000 đồng of customs fee is unpaid. This does not hold the goods.");
        ReasonMessages.Of(fee, ReasonMessages.Vietnamese).ShouldStartWith("Còn phải nộp 20.000 đồng lệ phí hải quan");
    }

    [Fact]
    public void A_language_without_messages_is_refused() =>
        Should.Throw<ArgumentException>(
            () => ReasonMessages.Of(new HoldReason(ReasonCode.TaxUnpaid), On, CultureInfo.InvariantCulture));
}

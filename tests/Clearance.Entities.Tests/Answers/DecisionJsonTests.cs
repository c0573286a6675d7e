using System.Text;
using Clearance.Domain;

namespace Clearance.Entities.Tests;

public sealed class DecisionJsonTests
{
    private static readonly LineKey ImportDuty = new(1901, Account.Budget);

    [Fact]
    public void A_hold_is_written_as_the_contract_shows_it() => Text(Held()).ShouldBe(
        """
        {"declaration":"105123456760","taxpayer":"0100109106","outcome":"hold","on":"2026-11-02",
        "reasons":[{"code":"TaxUnpaid","vnaccs":null,"shortfall":9000000,
        "message":{"en":"9,000,000 đồng of tax, interest or deposit is unpaid.",
        "vi":"Còn phải nộp 9.000.000 đồng tiền thuế, tiền chậm nộp hoặc tiền gửi."},
        "lines":[{"code":"1901","account":"budget","kind":"tax","outstanding":9000000}]}],
        "warnings":[{"code":"FeeUnpaid","shortfall":20000}],
        "toRelease":[{"action":"pay","code":"1901","account":"budget","amount":9000000}],
        "payable":17000000,"paid":8000000,"outstanding":9000000,"reserved":0,"surplus":0,"misdirected":0,
        "ruleSet":"2026-108","version":5,"standingVersion":3,"decidedAt":"2026-11-02T02:15:03.120Z"}
        """.Replace("\n", ""));

    [Fact]
    public void Debts_rows_and_steps_show_what_they_are_about() => Text(Held() with
    {
        Warnings = [],
        Reasons =
        [
            new HoldReason(ReasonCode.OverdueDebt)
            {
                Vnaccs = "E8000",
                Shortfall = 5,
                Debts = [new Debt(Key(), default, ImportDuty, 5, new DateOnly(2026, 10, 1))],
            },
            new HoldReason(ReasonCode.PaymentMisdirected)
            {
                Rows = [new MisdirectedRow(new RowRef("BIDV:1", 2), new LineKey(51, Account.Deposit), 7)],
            },
        ],
        ToRelease =
        [
            new ReleaseStep(ActionCode.PayDebt, ReasonCode.OverdueDebt) { Declaration = Key(), Line = ImportDuty, Amount = 5 },
            new ReleaseStep(ActionCode.Reassign, ReasonCode.PaymentMisdirected)
            {
                Declaration = Key(), Row = new RowRef("BIDV:1", 2), Line = ImportDuty, Amount = 7,
            },
            new ReleaseStep(ActionCode.TopUpGuarantee, ReasonCode.GuaranteeInsufficient) { Amount = 9, Guarantee = Letter() },
            new ReleaseStep(ActionCode.ProvideGuarantee, ReasonCode.GuaranteeNotFound) { Amount = 9 },
            new ReleaseStep(ActionCode.AwaitInspection, ReasonCode.InspectionPending),
            new ReleaseStep(ActionCode.RegisterAgain, ReasonCode.DeclarationLapsed),
            new ReleaseStep(ActionCode.AwaitOfficer, ReasonCode.EnforcementStop),
        ],
    }).ShouldSatisfyAllConditions(
        text => text.ShouldContain(
            """debts":[{"declaration":"10512345676","code":"1901","account":"budget","outstanding":5,"due":"2026-10-01"}]"""),
        text => text.ShouldContain(
            """rows":[{"payment":"BIDV:1","row":2,"code":"0051","account":"deposit","amount":7}]"""),
        text => text.ShouldContain(string.Concat(
            """toRelease":[{"action":"pay-debt","declaration":"10512345676","code":"1901","account":"budget","amount":5},""",
            """{"action":"reassign","payment":"BIDV:1","row":2,"declaration":"10512345676","code":"1901","account":"budget","amount":7},""",
            """{"action":"top-up-guarantee","guarantee":"VCB/2026/BL/0001","amount":9},""",
            """{"action":"provide-guarantee","amount":9},{"action":"await-inspection"},{"action":"register-again"},""",
            """{"action":"await-officer","reason":"EnforcementStop"}]""")));

    [Fact]
    public void What_is_not_registered_is_shown_as_it_was_asked() =>
        Text(Assessment.Unregistered(Key(), DeclarationIdentity.Nobody, new DateOnly(2026, 11, 2)), "105123456769").ShouldBe(
            """
            {"declaration":"105123456769","taxpayer":null,"outcome":"unknown","on":"2026-11-02","reasons":[],"warnings":[],
            "toRelease":[],"payable":0,"paid":0,"outstanding":0,"reserved":0,"surplus":0,"misdirected":0,"ruleSet":null,
            "version":0,"standingVersion":0,"decidedAt":null}
            """.Replace("\n", ""));

    private static string Text(Decision decision, string? asked = null) =>
        Encoding.UTF8.GetString(DecisionJson.ToUtf8Bytes(decision, asked));

    private static DeclarationKey Key() =>
        DeclarationKey.TryParse("10512345676", out var key) ? key : throw new InvalidOperationException("No key.");

    private static GuaranteeReference Letter() =>
        BankCode.TryParse("VCB", out var bank) ? new(bank, 2026, "BL", "0001") : throw new InvalidOperationException("No bank.");

    private static Decision Held() => new()
    {
        Declaration = Key(),
        Amendment = 0,
        Taxpayer = TaxpayerId.TryParse("0100109106", out var id) ? id : null,
        Outcome = Outcome.Hold,
        On = new DateOnly(2026, 11, 2),
        Reasons =
        [
            new HoldReason(ReasonCode.TaxUnpaid)
            {
                Shortfall = 9_000_000,
                Lines = [new LineOutstanding(ImportDuty, LineKind.Tax, 9_000_000)],
            },
        ],
        Warnings = [new DecisionWarning(WarningCode.FeeUnpaid, 20_000)],
        ToRelease =
        [
            new ReleaseStep(ActionCode.Pay, ReasonCode.TaxUnpaid) { Line = ImportDuty, Amount = 9_000_000 },
        ],
        Payable = 17_000_000,
        Paid = 8_000_000,
        Outstanding = 9_000_000,
        RuleSet = "2026-108",
        Version = 5,
        StandingVersion = 3,
        DecidedAt = Instant.From(new DateTimeOffset(2026, 11, 2, 9, 15, 3, 120, TimeSpan.FromHours(7))),
    };
}

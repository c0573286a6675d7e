using Clearance.Testing.Events;
using Clearance.Testing.Worlds;

namespace Clearance.Domain.Tests.Papers;

/// <summary>Papers are made of the same facts as debts: over a year of months they add up to the đồng.</summary>
public sealed class PaperTests
{
    private static readonly TaxpayerId Importer = TestEvents.Importer;
    private static readonly LineKey Vat = new(1702, Account.Budget);
    private readonly DomainWorld world = new() { Evictions = new Random(5) };
    private int count;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_year_of_monthly_accounts_adds_up_to_the_debts(int seed)
    {
        var random = new Random(seed);
        Post(new PriorityGranted("UT", Morning(new DateOnly(2026, 1, 1)), Importer) { Decision = "UT-5", EffectiveFrom = new DateOnly(2026, 1, 1) });
        for (var day = new DateOnly(2026, 1, 5); day.Year == 2026; day = day.AddDays(random.Next(1, 5)))
        {
            Declare(random, day);
            if (day.Day % 3 == 0)
            {
                CheckOn(day);
            }
        }

        CheckOn(new DateOnly(2027, 3, 1));
        MonthlyAccount.Of(All, Standing, new DateOnly(2026, 6, 1), new DateOnly(2026, 7, 1)).Declarations.ShouldNotBeEmpty();
    }

    [Fact]
    public void A_months_account_is_due_on_the_10th_of_the_next_and_bears_interest_from_the_11th()
    {
        Register(1, new DateOnly(2026, 12, 30), PaymentTerm.C, 10_000_000);
        Record(1, new DateOnly(2026, 12, 31));
        Register(2, new DateOnly(2026, 12, 31), PaymentTerm.C, 7_000_000);
        Record(2, new DateOnly(2027, 1, 1));
        Register(3, new DateOnly(2026, 12, 30), PaymentTerm.D, 5_000_000);
        Record(3, new DateOnly(2026, 12, 31));

        var account = AccountOf(2026, 12, new DateOnly(2027, 1, 14));

        account.Due.ShouldBe(new DateOnly(2027, 1, 10));
        account.Declarations.ShouldHaveSingleItem().Declaration.Key.ShouldBe(TestEvents.Key(1));
        account.Declarations[0].Lines[0].Due.ShouldBe(account.Due);
        account.Sums.Interest.ShouldBe(9_000, "10,000,000 for the 11th, 12th and 13th at 0.03 %");
        AccountOf(2026, 12, new DateOnly(2027, 1, 11)).Sums.Interest.ShouldBe(0);
        AccountOf(2027, 1, new DateOnly(2027, 1, 14)).Sums.Payable.ShouldBe(7_000_000);
    }

    [Fact]
    public void Tax_paid_late_leaves_interest_owed_until_a_line_asks_for_it_and_is_paid()
    {
        var on = new DateOnly(2027, 3, 1);
        Register(1, new DateOnly(2026, 12, 30), PaymentTerm.C, 10_000_000);
        Record(1, new DateOnly(2026, 12, 31));
        Owed(on).ShouldBe(10_000_000 + (49 * 3_000));
        Pay(1, TestEvents.Duty, 10_000_000, new DateOnly(2027, 1, 21));
        Owed(on).ShouldBe(10 * 3_000, "nothing is outstanding, but ten days were late");
        Post(new ObligationAdjusted("AD", Morning(on), TestEvents.Key(1))
        {
            Decision = "AD-1",
            Line = new Line(new LineKey(4917, Account.Budget), LineKind.Interest, 30_000),
        });
        Owed(on).ShouldBe(30_000, "what a line asks for is not counted twice");
        Pay(1, new LineKey(4917, Account.Budget), 30_000, new DateOnly(2027, 2, 1));
        Completion.Of(All, Standing, on).IsComplete.ShouldBeTrue();
    }

    [Fact]
    public void Who_declared_nothing_or_is_not_cleared_yet_owes_nothing()
    {
        Completion.Of(All, Standing, new DateOnly(2027, 1, 1)).IsComplete.ShouldBeTrue();
        Register(1, new DateOnly(2026, 12, 30), PaymentTerm.D, 10_000_000);
        Completion.Of(All, Standing, new DateOnly(2027, 1, 1)).IsComplete.ShouldBeTrue();
    }

    [Fact]
    public void A_receipt_shows_what_banks_confirmed_and_is_gone_with_a_cancelled_payment()
    {
        Register(1, new DateOnly(2026, 12, 30), PaymentTerm.D, 10_000_000);
        PaymentReceipt.Of(world.Find(TestEvents.Key(1))).ShouldBeNull();
        Pay(1, TestEvents.Duty, 4_000_000, new DateOnly(2026, 12, 30));
        Pay(1, Vat, 300, new DateOnly(2026, 12, 31));

        var receipt = PaymentReceipt.Of(world.Find(TestEvents.Key(1))).ShouldNotBeNull();
        receipt.Rows.Select(row => (row.Bank, row.Amount, row.Misdirected)).ShouldBe([("BIDV", 4_000_000, false), ("BIDV", 300, true)]);
        receipt.Confirmed.ShouldBe(4_000_300);
        receipt.Lines.ShouldHaveSingleItem().Outstanding.ShouldBe(6_000_000);

        Post(TestEvents.Cancelled("P1", Importer));
        PaymentReceipt.Of(world.Find(TestEvents.Key(1)))!.Rows.ShouldHaveSingleItem().Misdirected.ShouldBeTrue();
        Post(TestEvents.Cancelled("P2", Importer));
        PaymentReceipt.Of(world.Find(TestEvents.Key(1))).ShouldBeNull();
    }

    private IEnumerable<Declaration> All => world.DeclarationsOf(Importer);

    private Standing Standing => world.Ledger(Importer).Standing;

    private MonthlyAccount AccountOf(int year, int month, DateOnly on) =>
        MonthlyAccount.Of(All, Standing, new DateOnly(year, month, 15), on);

    private Int128 Owed(DateOnly on) => Completion.Of(All, Standing, on).Sums.Owed;

    /// <summary>Registers one, records it some days later, and pays some of it some time, or nothing.</summary>
    private void Declare(Random random, DateOnly day)
    {
        var n = ++count + 100;
        var term = random.Next(4) == 0 ? PaymentTerm.D : PaymentTerm.C;
        var duty = random.NextInt64(1, 90_000_000);
        Register(n, day, term, duty);
        if (random.Next(8) > 0)
        {
            Record(n, day.AddDays(random.Next(3)));
        }

        if (random.Next(3) > 0)
        {
            Pay(n, TestEvents.Duty, random.Next(2) == 0 ? duty : random.NextInt64(1, duty + 1), day.AddDays(random.Next(70)));
        }
    }

    private void CheckOn(DateOnly on)
    {
        Int128 outstanding = 0, interest = 0;
        for (var month = new DateOnly(2026, 1, 1); month.Year < 2028; month = month.AddMonths(1))
        {
            var account = MonthlyAccount.Of(All, Standing, month, on);
            outstanding += account.Sums.Outstanding;
            interest += account.Sums.Interest;
            account.Sums.Payable.ShouldBe(account.Sums.Paid + account.Sums.Outstanding);
            account.Declarations.ShouldAllBe(it => it.Lines.All(line => line.Due == account.Due));
        }

        var underC = All.Where(it => it.Registration.Term == PaymentTerm.C && it.IsRecorded).ToList();
        var keys = underC.Select(it => it.Key).ToHashSet();
        outstanding.ShouldBe(Standing.Debts.Where(it => keys.Contains(it.Key)).Sum(it => it.Value.Sum(debt => debt.Outstanding)));
        interest.ShouldBe(underC.Sum(it => LateInterest.Of(it, Standing, on)));
        Completion.Of(All, Standing, on).Sums.Outstanding.ShouldBe(Standing.Debts.Sum(it => it.Value.Sum(debt => debt.Outstanding)));
    }

    private void Register(int n, DateOnly day, PaymentTerm term, long duty) =>
        Post(TestEvents.Registered(n, Importer, duty) with { Term = term, RegisteredAt = Morning(day), At = Morning(day) });

    private void Record(int n, DateOnly day) =>
        Post(new ClearanceRecorded($"C:{n}", Morning(day), TestEvents.Key(n)) { Outcome = RecordedOutcome.Cleared });

    private void Pay(int n, LineKey line, long amount, DateOnly debited) => Post(
        TestEvents.Paid($"P{++payments}", Importer, amount, TestEvents.Key(n).ToString()) with
        {
            DebitedAt = Morning(debited),
            Rows = [new PaymentRow(1, TestEvents.Key(n).ToString(), line.Code, line.Account, amount)],
        });

    private int payments;

    private void Post(ClearanceEvent e) =>
        world.Post(WorldEvent.From(e)).Status.ShouldBe(Entities.EventStatus.Accepted);

    private static Instant Morning(DateOnly date) => Testing.Stories.Story.Morning(date);
}

using Clearance.Testing.Stories;

namespace Clearance.Domain.Tests.Rules;

/// <summary>Money that names no declaration pays debts (domain.md §2; Law 38 art. 57, TT 38 art. 47).</summary>
public sealed class UnitemisedTests
{
    private const string ThreeDebts = """
        2026-11-02 register D3 : tax 1901 3m
        2026-11-03 register D1 : tax 1901 1m, tax 1702 1m
        2026-11-04 register D2 : tax 1901 2m
        2026-11-05 cleared D1                      → alert ClearedAgainstHold
        2026-11-05 cleared D2                      → alert ClearedAgainstHold
        2026-11-06 cleared D3                      → alert ClearedAgainstHold
        """;

    [Fact]
    public void Debts_are_paid_by_due_date_then_registration_then_key_then_code() => Story.Tell($"""
        {ThreeDebts}
        ? T1 debts : D1 1702 1m 2026-11-05, D1 1901 1m 2026-11-05, D2 1901 2m 2026-11-05, D3 1901 3m 2026-11-06
        pay P1 : - 3m
        ? T1 debts : D2 1901 1m 2026-11-05, D3 1901 3m 2026-11-06
        pay P2 : - 5m
        ? T1 debts
        ? T1 surplus=1m
        """);

    [Fact]
    public void A_debt_is_paid_before_it_is_due_and_under_relief() => Story.Tell("""
        2026-11-02 register D1 : tax 1901 1m
        2026-11-03 cleared D1                      → alert ClearedAgainstHold
        adjust D1 due=2027-03-01 : tax 1901 4m
        relieve D1 until=2027-12-31
        pay P1 : - 4m
        ? T1 debts
        """);

    [Fact]
    public void It_pays_only_debts_of_its_account_whatever_code_it_names() => Story.Tell("""
        2026-11-02 register D1 : tax 1901 1m, deposit 1901@deposit 2m, fee 2663 1m
        2026-11-03 cleared D1                      → alert ClearedAgainstHold
        pay P1 : - @deposit 5m
        ? T1 debts : D1 1901 1m 2026-11-03
        ? T1 surplus=3m
        pay P2 : - 2m                              # the fee is no debt
        ? D1 lines : 1901 1m, 1901@deposit 2m, 2663 0
        ? T1 surplus=4m
        """);

    [Fact]
    public void It_does_not_pay_declarations_that_are_not_recorded() => Story.Tell("""
        register D1 : tax 1901 1m
        pay P1 : - 1m
        ? D1 hold : TaxUnpaid 1m
        ? T1 surplus=1m
        """);

    [Fact]
    public void Itemised_rows_of_the_same_payment_come_first() => Story.Tell("""
        2026-11-02 register D1 : tax 1901 3m
        2026-11-03 cleared D1                      → alert ClearedAgainstHold
        pay P1 : - 3m, D1 1901 2m
        ? D1 paid=3m surplus=0
        ? T1 surplus=2m
        """);

    [Fact]
    public void A_piece_is_surplus_of_its_declaration_when_its_line_disappears() => Story.Tell("""
        2026-11-02 register D1 : tax 1901 3m
        2026-11-03 cleared D1                      → alert ClearedAgainstHold
        pay P1 : - 3m
        register D1/1 : tax 1702 3m
        ? D1 surplus=3m misdirected=0 outstanding=3m
        unpay P1
        ? D1 surplus=0 outstanding=3m
        """);

    [Fact]
    public void Cancelling_it_takes_back_every_piece() => Story.Tell($"""
        {ThreeDebts}
        pay P1 : - 5m, - 4m
        ? T1 surplus=2m
        unpay P1
        ? T1 surplus=0 cancelled=9m
        ? T1 debts : D1 1702 1m 2026-11-05, D1 1901 1m 2026-11-05, D2 1901 2m 2026-11-05, D3 1901 3m 2026-11-06
        """);

    [Fact]
    public void Officers_cannot_assign_it() => Story.Tell("""
        register D1 : tax 1901 1m
        pay P1 : - 1m
        assign P1.1 D1 1901                        → rejected NotAllowedInStatus
        """);
}

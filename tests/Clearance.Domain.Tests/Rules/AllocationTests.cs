using Clearance.Testing.Stories;

namespace Clearance.Domain.Tests.Rules;

/// <summary>Which money pays which line (domain.md §2).</summary>
public sealed class AllocationTests
{
    [Fact]
    public void A_row_pays_the_line_with_its_code_and_account_up_to_its_amount() => Story.Tell("""
        register D1 : tax 1901 12m, tax 1702 5m
        pay P1 : D1 1901 8m
        ? D1 lines : 1702 0, 1901 8m
        pay P2 : D1 1901 6m, D1 1702 5m
        ? D1 lines : 1702 5m, 1901 12m
        ? D1 paid=17m surplus=2m outstanding=0     # beyond the line: surplus
        ? D1 clear
        """);

    [Fact]
    public void Money_of_one_account_never_pays_the_other() => Story.Tell("""
        register D1 : deposit 1901@deposit 3m, tax 1901 2m
        pay P1 : D1 1901 5m
        ? D1 lines : 1901 2m, 1901@deposit 0
        ? D1 surplus=3m misdirected=0 outstanding=3m
        pay P2 : D1 1702@deposit 3m
        ? D1 misdirected=3m                        # no such line
        ? D1 hold : TaxUnpaid 3m, PaymentMisdirected
        """);

    [Fact]
    public void A_fee_never_holds_and_is_no_part_of_the_sums() => Story.Tell("""
        register D1 : tax 1901 1m, fee 2663 20k
        pay P1 : D1 1901 1m
        ? D1 clear
        ? D1 warns : FeeUnpaid 20k
        ? D1 payable=1m paid=1m outstanding=0
        pay P2 : D1 2663 30k
        ? D1 warns
        ? D1 paid=1m surplus=10k
        """);

    [Fact]
    public void A_row_for_a_declaration_not_registered_yet_waits_for_it() => Story.Tell("""
        pay P1 : D1 1901 2m, D1 1702 1m
        ? T1 parked=3m
        ? D1 unknown
        register D1 : tax 1901 2m
        ? T1 parked=0 misdirected=1m
        ? D1 clear
        """);

    [Fact]
    public void A_row_for_another_taxpayers_declaration_goes_to_suspense() => Story.Tell("""
        register D1 T2 : tax 1901 2m
        pay P1 T1 : D1 1901 2m
        ? T1 suspense=2m
        ? D1 hold : TaxUnpaid 2m
        pay P2 T1 : D2 1901 1m                     # nobody's yet
        ? T1 parked=1m suspense=2m
        register D2 T2 : tax 1901 1m               # now it is another's
        ? T1 parked=0 suspense=3m
        ? D2 hold : TaxUnpaid 1m
        """);

    [Fact]
    public void A_row_with_a_malformed_number_goes_to_suspense() => Story.Tell("""
        pay P1 : 999 1901 2m, 105123456770 1901 1m
        ? T1 suspense=3m confirmed=3m
        """);

    [Fact]
    public void The_next_amendment_decides_again_which_money_pays_which_line() => Story.Tell("""
        register D1 : tax 1901 5m
        pay P1 : D1 1901 5m, D1 1702 1m
        ? D1 misdirected=1m
        register D1/1 : tax 1901 3m, tax 1702 1m   # now there is such a line, and less to pay
        ? D1 misdirected=0 surplus=2m paid=4m
        register D1/2 : tax 1702 1m                # and now the other line is gone
        ? D1 misdirected=5m surplus=0 paid=1m
        ? D1 clear
        """);

    [Fact]
    public void Surplus_pays_nothing_else_by_itself() => Story.Tell("""
        register D1 : tax 1901 5m
        register D2 : tax 1901 5m
        pay P1 : D1 1901 9m
        ? D2 hold : TaxUnpaid 5m
        apply 4m from=D1 to=D2 line=1901
        ? D2 hold : TaxUnpaid 1m
        ? D1 surplus=0 paid=5m
        apply 1m from=D1 to=D2 line=1901           → rejected InsufficientSurplus
        """);

    [Fact]
    public void Surplus_may_pay_another_line_of_its_own_declaration() => Story.Tell("""
        register D1 : tax 1901 5m, tax 1702 2m
        pay P1 : D1 1901 7m
        apply 2m from=D1 to=D1 line=1702
        ? D1 lines : 1702 2m, 1901 5m
        ? D1 surplus=0
        ? D1 clear
        """);

    [Fact]
    public void What_exceeds_the_line_is_the_targets_surplus() => Story.Tell("""
        register D1 : tax 1901 1m
        register D2 : tax 1901 1m
        pay P1 : D1 1901 4m
        apply 3m from=D1 to=D2 line=1901
        ? D2 paid=1m surplus=2m
        apply 2m from=D2 to=D1 line=1901           # and back
        ? D1 paid=1m surplus=2m
        ? D2 surplus=0
        refund 2m from=D1
        ? T1 refunded=2m
        ? D1 surplus=0
        """);
}

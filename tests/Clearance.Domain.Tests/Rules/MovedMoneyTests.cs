using Clearance.Testing.Stories;

namespace Clearance.Domain.Tests.Rules;

/// <summary>Money that was moved out never pays its lines again (domain.md §2).</summary>
public sealed class MovedMoneyTests
{
    [Fact]
    public void The_gap_comes_off_the_last_lines_first() => Story.Tell("""
        register D1 : tax 1702 2m, tax 1901 3m, deposit 1901@deposit 4m
        pay P1 : D1 1702 2m, D1 1901 3m, D1 1901@deposit 4m
        pay P2 : D1 1702 5m
        refund 5m from=D1
        ? D1 surplus=0 paid=9m
        unpay P2                                   # the surplus that was refunded had come from here
        ? D1 lines : 1702 2m, 1901 2m, 1901@deposit 0
        ? D1 outstanding=5m receivable=0
        ? D1 hold : TaxUnpaid 5m
        """);

    [Fact]
    public void What_is_then_still_missing_is_receivable() => Story.Tell("""
        register D1 : tax 1901 3m
        pay P1 : D1 1901 10m
        refund 7m from=D1
        unpay P1
        ? D1 paid=0 surplus=0 receivable=7m
        ? T1 receivable=7m refunded=7m cancelled=10m
        """);

    [Fact]
    public void New_money_first_makes_good_what_was_moved_out() => Story.Tell("""
        register D1 : tax 1901 3m
        pay P1 : D1 1901 10m
        refund 7m from=D1
        unpay P1
        pay P2 : D1 1901 8m
        ? D1 paid=1m receivable=0 surplus=0
        pay P3 : D1 1901 3m
        ? D1 paid=3m surplus=1m
        """);

    [Fact]
    public void The_gap_may_come_off_a_fee() => Story.Tell("""
        register D1 : tax 1901 3m, fee 2663 1m
        pay P1 : D1 1901 3m, D1 2663 1m
        pay P2 : D1 1901 1m
        refund 1m from=D1
        unpay P2
        ? D1 clear
        ? D1 warns : FeeUnpaid 1m
        """);

    [Fact]
    public void A_line_raised_after_its_surplus_was_moved_is_not_paid_by_it() => Story.Tell("""
        register D1 : tax 1901 3m
        register D2 : tax 1901 2m
        pay P1 : D1 1901 5m
        apply 2m from=D1 to=D2 line=1901
        register D1/1 : tax 1901 5m
        ? D1 paid=3m outstanding=2m surplus=0
        register D1/2 : tax 1901 1m
        ? D1 paid=1m surplus=2m
        """);

    [Fact]
    public void Surplus_of_the_taxpayer_that_was_spent_and_cancelled_is_receivable() => Story.Tell("""
        register D1 : tax 1901 2m
        pay P1 : - 3m
        ? T1 surplus=3m
        apply 2m from=T1 to=D1 line=1901
        unpay P1
        ? T1 surplus=0 receivable=2m
        ? D1 clear
        pay P2 : - 5m
        ? T1 surplus=3m receivable=0
        """);

    [Fact]
    public void Applied_surplus_is_surplus_again_when_its_line_disappears() => Story.Tell("""
        register D1 : tax 1901 1m
        register D2 : tax 1702 2m
        pay P1 : D1 1901 3m
        apply 2m from=D1 to=D2 line=1702
        register D2/1 : tax 1901 2m
        ? D2 surplus=2m misdirected=0
        """);

    [Theory]
    [InlineData("apply 1m from=D1 to=D9 line=1901", "it is not registered")]
    [InlineData("apply 1m from=D1 to=D2 line=1901", "it is cancelled")]
    [InlineData("apply 1m from=D1 to=D3 line=1901", "it is another taxpayer's")]
    [InlineData("apply 1m from=D1 to=D1 line=1702", "it has no such line")]
    public void Surplus_goes_only_to_a_line_that_is_there(string move, string why) => Story.Tell($"""
        register D1 : tax 1901 1m
        register D2 : tax 1901 1m
        cancel D2
        register D3 T2 : tax 1901 1m
        pay P1 : D1 1901 2m
        {move}                                     → rejected NotAllowedInStatus   # {why}
        ? D1 surplus=1m
        """);

    [Theory]
    [InlineData("refund 2m from=D1")]
    [InlineData("refund 1m from=D2")]
    [InlineData("refund 1m from=D9")]
    [InlineData("refund 1m from=T1")]
    [InlineData("apply 2m from=D1 to=D2 line=1901")]
    public void No_more_is_moved_than_is_there(string move) => Story.Tell($"""
        register D1 : tax 1901 1m
        register D2 : tax 1901 1m
        pay P1 : D1 1901 2m
        {move}                                     → rejected InsufficientSurplus
        """);
}

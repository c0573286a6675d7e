using Clearance.Testing.Stories;

namespace Clearance.Domain.Tests.Rules;

/// <summary>
/// Suspense of one taxpayer given to another's declaration: messages between two ledgers, cancelled at the source at every
/// moment (domain.md §2; contract.md §1, Officers' moves).
/// </summary>
public sealed class TransferTests
{
    private const string InTransit = """
        register D1 T2 : tax 1901 5m
        pay P1 T1 : D1 1901 5m
        assign T1 P1.1 D1 1901
        ? T1 suspense=0 transit=5m
        """;

    private const string Nothing = """
        ? T1 confirmed=5m cancelled=5m suspense=0 transit=0 out=0
        ? T2 in=0 surplus=0 misdirected=0
        ? D1 hold : TaxUnpaid 5m
        """;

    [Fact]
    public void The_row_is_in_transit_until_it_is_answered() => Story.TellByHand($"""
        {InTransit}
        ? D1 hold : TaxUnpaid 5m
        deliver T1
        ? D1 clear
        ? T2 in=5m
        ? T1 transit=5m out=0
        assign T1 P1.1 surplus                     → rejected NotAllowedInStatus
        deliver T2
        ? T1 transit=0 out=5m
        """);

    [Fact]
    public void A_row_that_cannot_be_taken_returns_to_suspense() => Story.TellByHand($"""
        {InTransit}
        register D1/1 T2 : tax 1702 5m             # the line is gone meanwhile
        deliver T1
        ? T2 in=0
        ? T1 transit=5m
        deliver T2
        ? T1 transit=0 suspense=5m
        assign T1 P1.1 D1 1702                     # and may be moved again
        deliver T1
        deliver T2
        ? D1 clear
        """);

    [Fact]
    public void A_misdirected_row_returns_to_its_declaration() => Story.TellByHand("""
        register D1 T2 : tax 1901 5m
        register D2 T1 : tax 1702 1m
        pay P1 T1 : D2 1901 5m
        ? D2 misdirected=5m
        assign T1 P1.1 D1 4254
        ? D2 misdirected=0
        deliver T1
        deliver T2
        ? D2 misdirected=5m
        """);

    [Fact]
    public void Cancelled_before_the_transfer_is_delivered() => Story.TellByHand($"""
        {InTransit}
        unpay P1 T1
        deliver T1                                 # the transfer
        ? D1 clear
        deliver T1                                 # and the cancellation after it
        deliver T2
        {Nothing}
        """);

    [Fact]
    public void Cancelled_after_it_was_taken_and_before_the_answer() => Story.TellByHand($"""
        {InTransit}
        deliver T1
        unpay P1 T1
        deliver T2
        ? T1 transit=0 out=0
        deliver T1
        {Nothing}
        """);

    [Fact]
    public void Cancelled_after_the_answer() => Story.TellByHand($"""
        {InTransit}
        deliver T1
        deliver T2
        unpay P1 T1
        ? T1 out=0 cancelled=5m
        ? T2 in=5m                                 # not heard of it yet
        deliver T1
        {Nothing}
        """);

    [Fact]
    public void Cancelled_after_it_was_refused_and_before_the_answer() => Story.TellByHand($"""
        {InTransit}
        cancel D1
        deliver T1
        unpay P1 T1
        deliver T2
        deliver T1
        ? T1 confirmed=5m cancelled=5m suspense=0 transit=0 out=0
        ? T2 in=0 surplus=0
        """);

    [Fact]
    public void Cancelled_after_it_was_returned() => Story.TellByHand($"""
        {InTransit}
        cancel D1
        deliver T1
        deliver T2
        ? T1 suspense=5m
        unpay P1 T1
        ? T1 confirmed=5m cancelled=5m suspense=0 transit=0 out=0
        """);

    [Fact]
    public void Cancelled_after_it_became_surplus_there_and_was_refunded() => Story.TellByHand($"""
        {InTransit}
        deliver T1
        deliver T2
        register D1/1 T2 : tax 1702 1m
        assign T2 P1.1 surplus
        refund 3m T2 from=T2
        ? T2 surplus=2m
        unpay P1 T1
        deliver T1
        ? T2 surplus=0 receivable=3m in=0
        """);

    [Fact]
    public void Cancelled_after_it_went_on_to_a_third() => Story.TellByHand($"""
        {InTransit}
        deliver T1
        deliver T2
        register D3 T3 : tax 1901 5m
        register D1/1 T2 : tax 1702 1m
        assign T2 P1.1 D3 1901
        unpay P1 T1                                # while it is on its way from the second to the third
        deliver T1
        deliver T2
        ? D3 clear
        deliver T2
        deliver T3
        ? D3 hold : TaxUnpaid 5m
        ? T3 in=0
        ? T2 in=0 out=0 transit=0
        ? T1 confirmed=5m cancelled=5m out=0
        """);

    [Fact]
    public void Cancelled_after_it_came_back() => Story.TellByHand($"""
        {InTransit}
        deliver T1
        deliver T2
        register D4 T1 : tax 1901 5m
        register D1/1 T2 : tax 1702 1m
        assign T2 P1.1 D4 1901
        deliver T2
        deliver T1
        ? D4 clear
        unpay P1 T1
        ? D4 hold : TaxUnpaid 5m
        ? T1 confirmed=5m cancelled=5m
        """);

    [Fact]
    public void Cancelled_while_it_is_on_its_way_back() => Story.TellByHand($"""
        {InTransit}
        deliver T1
        deliver T2
        register D4 T1 : tax 1901 5m
        register D1/1 T2 : tax 1702 1m
        assign T2 P1.1 D4 1901
        unpay P1 T1
        deliver T2                                 # refused: its source is cancelled
        deliver T1
        deliver T1
        deliver T2
        ? D4 hold : TaxUnpaid 5m
        ? T1 confirmed=5m cancelled=5m out=0 in=0
        ? T2 in=0 out=0 transit=0 misdirected=0
        """);

    [Fact]
    public void Parked_money_goes_to_suspense_when_another_registers() => Story.TellByHand("""
        pay P1 T1 : D1 1901 5m
        register D1 T2 : tax 1901 5m
        ? T1 parked=5m
        assign T1 P1.1 D1 1901                     → rejected NotAllowedInStatus
        deliver T2
        ? T1 parked=0 suspense=5m
        """);

    [Fact]
    public void Parked_money_cancelled_before_its_owner_is_known_is_gone() => Story.TellByHand("""
        pay P1 T1 : D1 1901 5m
        register D1 T2 : tax 1901 5m
        unpay P1 T1
        deliver T2
        ? T1 parked=0 suspense=0 cancelled=5m
        """);
}

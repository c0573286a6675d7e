using Clearance.Testing.Stories;

namespace Clearance.Domain.Tests.Rules;

/// <summary>Payments and declarations cancelled (domain.md §6).</summary>
public sealed class CancellationTests
{
    [Fact]
    public void A_cancelled_payment_covers_nothing_wherever_its_rows_are() => Story.Tell("""
        register D1 : tax 1901 1m
        register D2 T2 : tax 1901 1m
        pay P1 : D1 1901 3m, D1 1702 1m, D9 1901 1m, D2 1901 1m, 999 1901 1m, - 1m
        ? T1 misdirected=1m parked=1m suspense=2m surplus=1m
        unpay P1
        ? T1 misdirected=0 parked=0 suspense=0 surplus=0 confirmed=8m cancelled=8m
        ? D1 hold : TaxUnpaid 1m
        register D9 : tax 1901 1m
        ? D9 hold : TaxUnpaid 1m
        """);

    [Fact]
    public void A_cancellation_that_comes_before_its_payment_nets_to_zero() => Story.Tell("""
        register D1 : tax 1901 1m
        unpay P1
        pay P1 : D1 1901 1m, - 2m
        ? T1 confirmed=3m cancelled=3m surplus=0
        ? D1 hold : TaxUnpaid 1m
        """);

    [Fact]
    public void A_cancellation_that_names_another_taxpayer_is_void_before_and_refused_after() => Story.Tell("""
        register D1 T1 : tax 1901 1m
        unpay P1 T2
        pay P1 T1 : D1 1901 1m
        ? D1 clear
        unpay P1 T2                                → rejected InvalidValue
        ? D1 clear
        """);

    [Fact]
    public void A_second_cancellation_changes_nothing() => Story.Tell("""
        pay P1 : - 2m
        unpay P1
        unpay P1
        ? T1 confirmed=2m cancelled=2m
        """);

    [Fact]
    public void After_clearance_the_decision_stands_and_the_money_is_a_debt_again() => Story.Tell("""
        2026-11-02 register D1 : tax 1901 1m
        pay P1 : D1 1901 1m
        2026-11-03 cleared D1
        2026-11-05 unpay P1
        ? D1 cleared
        ? T1 debts : D1 1901 1m 2026-11-03
        """);

    [Fact]
    public void A_cancelled_declaration_owes_nothing_and_all_its_money_is_surplus() => Story.Tell("""
        register D1 : tax 1901 2m
        pay P1 : D1 1901 1m, D1 1702 1m
        cancel D1
        ? D1 cancelled
        ? D1 payable=0 paid=0 surplus=2m misdirected=0
        pay P2 : D1 1901 3m
        ? D1 surplus=5m
        register D1/1 : tax 1901 9m                # does not revive it
        ? D1 cancelled
        refund 5m from=D1
        ? D1 surplus=0
        unpay P2
        ? D1 receivable=3m surplus=0
        """);

    [Fact]
    public void A_cancellation_is_refused_when_a_clearance_has_arrived_and_void_once_one_arrives() => Story.Tell("""
        register D1
        cleared D1
        cancel D1                                  → rejected NotAllowedInStatus
        ? D1 cleared
        register D2 : tax 1901 1m
        cancel D2
        ? D2 cancelled
        released D2                                # recorded all the same: the cancellation is void
        ? D2 released
        ? D2 outstanding=1m
        """);

    [Fact]
    public void Cancelled_and_never_registered_is_unknown() => Story.Tell("""
        cancel D1
        ? D1 unknown
        register D1 : tax 1901 1m
        ? D1 cancelled
        """);
}

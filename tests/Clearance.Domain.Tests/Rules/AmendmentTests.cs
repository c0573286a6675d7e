using Clearance.Testing.Stories;

namespace Clearance.Domain.Tests.Rules;

/// <summary>The highest amendment is the truth, and decisions stand on top of it (domain.md §2).</summary>
public sealed class AmendmentTests
{
    [Fact]
    public void The_highest_number_holds_whatever_order_amendments_arrive_in() => Story.Tell("""
        register D1/2 : tax 1901 2m
        register D1 : tax 1901 9m
        register D1/1 : tax 1901 5m
        ? D1 payable=2m
        """);

    [Fact]
    public void Of_two_events_with_one_number_the_later_holds() => Story.Tell("""
        2026-11-03 register D1 registered=2026-11-02 : tax 1901 3m
        2026-11-02 register D1 : tax 1901 9m       # sent before
        ? D1 payable=3m
        2026-11-04 register D1 registered=2026-11-02 : tax 1901 4m
        ? D1 payable=4m
        """);

    [Fact]
    public void Another_taxpayer_cannot_amend_it() => Story.Tell("""
        register D1 T1 : tax 1901 3m
        register D1/1 T2 : tax 1901 9m             → rejected NotAllowedInStatus
        ? D1 payable=3m
        """);

    [Fact]
    public void A_decision_sets_the_line_over_every_amendment_later_ones_too() => Story.Tell("""
        register D1 : tax 1901 9m
        adjust D1 : tax 1901 4m
        ? D1 payable=4m
        register D1/1 : tax 1901 8m
        ? D1 payable=4m
        adjust D1 : tax 1702 1m                    # adds the line
        ? D1 payable=5m
        register D1/2
        ? D1 payable=5m                            # also where the amendment has none
        """);

    [Fact]
    public void The_latest_decision_wins_then_the_greater_id() => Story.Tell("""
        register D1 : tax 1901 9m
        2026-11-05 adjust D1 : tax 1901 4m
        2026-11-03 adjust D1 : tax 1901 7m         # older, arrives later
        ? D1 payable=4m
        """);

    [Fact]
    public void The_kind_of_a_line_stays() => Story.Tell("""
        register D1 : tax 1901 9m
        adjust D1 : fine 1901 4m
        ? D1 hold : TaxUnpaid 4m
        adjust D1 : fine 4254 1m
        adjust D1 : tax 4254 2m
        ? D1 hold : TaxUnpaid 4m, FineUnpaid 2m
        """);

    [Fact]
    public void An_exemption_to_zero_clears() => Story.Tell("""
        register D1 : tax 1901 9m
        adjust D1 : tax 1901 0
        ? D1 clear
        ? D1 payable=0
        """);
}

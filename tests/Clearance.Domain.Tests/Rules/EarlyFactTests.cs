using Clearance.Testing.Stories;

namespace Clearance.Domain.Tests.Rules;

/// <summary>What is said of a declaration before it is registered is kept and counts when it is (domain.md §8.11).</summary>
public sealed class EarlyFactTests
{
    [Fact]
    public void Adjustments_inspections_rows_and_clearance_may_come_first() => Story.Tell("""
        2026-11-02 adjust D1 due=2026-12-09 : tax 1901 4m
        inspect D1 goods pass
        pay P1 : D1 1901 1m
        2026-11-03 released D1
        ? D1 released
        register D1 registered=2026-11-02 channel=3 : tax 1901 9m, tax 1702 1m
        ? D1 released
        ? D1 paid=1m outstanding=4m
        ? T1 debts : D1 1702 1m 2026-11-03, D1 1901 3m 2026-12-09
        """);

    [Fact]
    public void A_clearance_before_registration_raises_no_alert() => Story.Tell("""
        cleared D1
        register D1 : tax 1901 1m
        ? D1 cleared
        """);

    [Fact]
    public void The_latest_result_per_aspect_counts_in_any_order() => Story.Tell("""
        2026-11-05 inspect D1 goods pass
        2026-11-04 inspect D1 goods fail           # older, arrives later
        2026-11-05 register D1 channel=2 specialised
        ? D1 hold : InspectionPending              # the specialised one is open
        inspect D1 specialised pass
        ? D1 clear
        2026-11-06 inspect D1 goods fail
        ? D1 hold : InspectionFailed
        """);

    [Fact]
    public void A_failed_aspect_holds_even_when_it_was_not_required() => Story.Tell("""
        register D1 channel=1
        inspect D1 specialised fail
        ? D1 hold : InspectionFailed
        """);

    [Theory]
    [InlineData("", "D1 hold : InspectionPending")]
    [InlineData("release=analysis", "D1 release")]
    [InlineData("release=price", "D1 release")]
    [InlineData("release=article21", "D1 release")]
    [InlineData("release=documents", "D1 release")] // nothing payable: no letter is needed
    public void Goods_may_be_released_before_the_inspection_ends_when_that_was_asked(string request, string answer) => Story.Tell($"""
        register D1 channel=2 {request}
        ? {answer}
        inspect D1 goods pass
        ? D1 clear
        """);

    [Fact]
    public void A_clearance_against_a_hold_is_a_fact_and_an_alert_once_on_its_own_date() => Story.Tell("""
        2026-11-02 register D1 : tax 1901 1m
        2026-11-02 register D2
        2026-11-02 register D3
        2026-11-17 cleared D2                      # the last day
        2026-11-18 released D3                     → alert ClearedAgainstHold
        2026-11-03 released D1                     → alert ClearedAgainstHold
        2026-11-03 cleared D1
        ? D1 cleared
        """);
}

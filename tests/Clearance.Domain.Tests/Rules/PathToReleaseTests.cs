using Clearance.Testing.Stories;

namespace Clearance.Domain.Tests.Rules;

/// <summary>The shortest path to release: what is needed, all of it (domain.md §5).</summary>
public sealed class PathToReleaseTests
{
    [Fact]
    public void What_is_receivable_must_be_paid_as_well() => Story.Tell("""
        register D1 : tax 1901 1m, tax 1702 2m
        pay P1 : D1 1901 6m
        refund 5m from=D1
        unpay P1                               # refunded already: now 5m are receivable
        ? D1 outstanding=3m receivable=5m
        ? D1 hold : TaxUnpaid 3m
        ? D1 steps : pay 1702 2m, pay 1901 6m
        pay P2 : D1 1702 2m, D1 1901 6m
        ? D1 clear
        """);

    [Fact]
    public void What_a_fee_before_the_line_gave_back_must_be_paid_as_well() => Story.Tell("""
        register D1 : fee 2663 1m, fine 4254 2m
        pay P1 : D1 2663 6m
        refund 5m from=D1
        pay P2 : D1 2663 3m
        unpay P1                               # refunded already: P2 is taken back, the fee's part too
        ? D1 outstanding=2m receivable=2m
        ? D1 steps : pay 4254 5m
        pay P3 : D1 4254 5m
        ? D1 clear
        """);

    [Fact]
    public void What_a_line_that_priority_covers_gave_back_must_be_paid_as_well() => Story.Tell("""
        prioritise T1 from=2026-01-01
        register D1 term=C : tax 1901 7m, fine 4254 2m
        pay P1 : D1 1901 12m
        refund 5m from=D1
        unpay P1
        pay P2 : D1 1901 7m
        ? D1 lines : 1901 2m, 4254 0
        ? D1 steps : pay 4254 7m
        pay P3 : D1 4254 7m
        ? D1 clear
        """);

    [Fact]
    public void A_row_that_is_moved_makes_good_what_is_receivable() => Story.Tell("""
        register D1 : tax 1901 2m
        pay P1 : D1 1901 5m
        refund 3m from=D1
        unpay P1
        pay P2 : D1 1702 4m
        ? D1 outstanding=2m receivable=3m misdirected=4m
        ? D1 steps : reassign P2.1 1901 4m, pay 1901 1m
        assign P2.1 D1 1901
        pay P3 : D1 1901 1m
        ? D1 clear
        """);
}

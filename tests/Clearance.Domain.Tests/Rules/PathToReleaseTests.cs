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
}

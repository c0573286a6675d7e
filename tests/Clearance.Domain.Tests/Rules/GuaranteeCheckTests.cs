using Clearance.Testing.Stories;

namespace Clearance.Domain.Tests.Rules;

/// <summary>What is wrong with a letter: all of it, in order (domain.md §3).</summary>
public sealed class GuaranteeCheckTests
{
    [Theory]
    [InlineData("letter G1 general 5m", "clear")]
    [InlineData("letter G1 general 3m", "hold : GuaranteeInsufficient 2m")]
    [InlineData("letter G2 general 9m", "hold : GuaranteeNotFound")]
    [InlineData("letter G1 T2 general 9m", "hold : GuaranteeNotFound")]                       // someone else's
    [InlineData("letter G1 general from=2026-11-03 5m", "hold : GuaranteeNotYetEffective")]
    [InlineData("letter G1 general from=2026-11-02 to=2026-11-02 5m", "clear")]               // both days serve
    [InlineData("letter G1 general to=2026-11-01 5m", "hold : GuaranteeExpired")]
    [InlineData("letter G1 general office=02B1 5m", "hold : GuaranteeOfficeNotCovered")]
    [InlineData("letter G1 separate 5m", "hold : GuaranteeMismatch")]                         // the wrong kind
    [InlineData("letter G1 separate office=02B1 from=2026-11-03 1m",
        "hold : GuaranteeNotYetEffective, GuaranteeOfficeNotCovered, GuaranteeMismatch")]     // too little is not judged then
    [InlineData("letter G1 general from=2026-11-03 1m", "hold : GuaranteeNotYetEffective, GuaranteeInsufficient 4m")]
    public void A_general_letter_must_be_known_in_date_of_the_office_and_enough(string letter, string answer) => Story.Tell($"""
        2026-10-20 {letter}
        2026-11-02 register D1 term=B letter=G1 : tax 1901 5m
        ? D1 {answer}
        """);

    [Theory]
    [InlineData("", "", "clear")]                                         // a letter without references serves any
    [InlineData("for=D1", "", "clear")]
    [InlineData("for=D2", "", "hold : GuaranteeMismatch")]
    [InlineData("invoice=INV-1", "invoice=INV-1", "clear")]
    [InlineData("invoice=INV-1", "", "hold : GuaranteeMismatch")]
    [InlineData("invoice=INV-1", "invoice=inv-1", "hold : GuaranteeMismatch")]
    [InlineData("invoice=INV-1 bill=B-1", "invoice=INV-2 bill=B-1", "clear")]  // one of them is enough
    [InlineData("for=D1 invoice=INV-1", "invoice=INV-2", "hold : GuaranteeMismatch")]
    [InlineData("for=D1/3 invoice=INV-1", "invoice=INV-1", "clear")]           // a declaration is equal by key
    public void A_separate_letter_must_name_these_goods(string letter, string goods, string answer) => Story.Tell($"""
        letter G1 separate {letter} 5m
        2026-11-02 register D1 term=A letter=G1 {goods} : tax 1901 5m
        ? D1 {answer}
        """);

    [Fact]
    public void A_letter_serves_a_declaration_for_thirty_days_at_most() => Story.Tell("""
        letter G1 general to=2027-12-31 5m
        2026-11-02 register D1 term=B letter=G1 : tax 1901 5m
        ? D1 hold on=2026-12-02 : DeclarationLapsed
        ? D1 hold on=2026-12-03 : DeclarationLapsed, GuaranteeExpired
        """);

    [Fact]
    public void Nothing_is_checked_when_everything_is_paid() => Story.Tell("""
        register D1 term=B letter=G1 : tax 1901 5m
        ? D1 hold : GuaranteeNotFound
        ? D1 steps : provide-guarantee 5m
        pay P1 : D1 1901 5m
        ? D1 clear
        """);

    [Fact]
    public void The_highest_revision_holds_in_any_order_also_before_the_issue() => Story.Tell("""
        change G1 revision=2 to=2026-12-31 9m
        2026-11-02 register D1 term=B letter=G1 : tax 1901 5m
        ? D1 hold : GuaranteeNotFound
        letter G1 general to=2026-11-30 1m
        ? G1 limit=9m reserved=5m available=4m
        change G1 revision=1 2m                     # superseded, though below what is reserved
        ? G1 limit=9m
        change G1 revision=3 4m                     → rejected GuaranteeBelowReserved
        change G1 revision=3 5m
        ? G1 limit=5m available=0
        letter G1 general 9m                        → rejected NotAllowedInStatus
        """);
}

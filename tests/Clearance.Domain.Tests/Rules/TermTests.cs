using Clearance.Testing.Stories;

namespace Clearance.Domain.Tests.Rules;

/// <summary>How each term is covered (domain.md §3).</summary>
public sealed class TermTests
{
    [Theory]
    [InlineData("term=A letter=G9")]
    [InlineData("term=B letter=G9")]
    [InlineData("term=C")]
    [InlineData("term=D")]
    public void Nothing_payable_is_covered_under_any_term(string term) => Story.Tell($"""
        register D1 {term} : tax 1901 0, fee 2663 20k
        ? D1 clear
        """);

    [Fact]
    public void Term_D_wants_every_blocking_line_paid() => Story.Tell("""
        register D1 : tax 1901 1m, fine 4254 1m, interest 4917 1m, deposit 1901@deposit 1m, fee 2663 1m
        ? D1 hold : TaxUnpaid 3m, FineUnpaid 1m
        pay P1 : D1 1901 1m, D1 4917 1m, D1 1901@deposit 1m
        ? D1 hold : FineUnpaid 1m
        pay P2 : D1 4254 1m
        ? D1 clear
        """);

    [Fact]
    public void Term_C_with_priority_defers_tax_but_no_fine() => Story.Tell("""
        2026-11-01 prioritise T1
        2026-11-02 register D1 term=C : tax 1901 1m, fine 4254 1m
        ? D1 hold : FineUnpaid 1m
        pay P1 : D1 4254 1m
        ? D1 clear
        """);

    [Fact]
    public void Terms_A_and_B_cover_fines_as_well() => Story.Tell("""
        letter G1 general 2m
        register D1 term=B letter=G1 : tax 1901 1m, fine 4254 1m
        ? D1 clear
        ? D1 reserved=2m
        """);

    [Fact]
    public void Part_may_be_paid_and_part_guaranteed() => Story.Tell("""
        letter G1 general 2m
        register D1 term=B letter=G1 : tax 1901 5m
        ? D1 hold : GuaranteeInsufficient 3m
        ? D1 steps : top-up G1 3m
        pay P1 : D1 1901 3m
        ? D1 clear
        ? D1 reserved=2m
        """);

    [Theory]
    [InlineData("term=D", "hold : GuaranteeRequired, TaxUnpaid 3m")]
    [InlineData("term=C", "hold : TermNotAllowed, GuaranteeRequired")]
    [InlineData("term=B letter=G1", "release")]
    public void Release_for_documents_needs_a_letter(string term, string answer) => Story.Tell($"""
        letter G1 general 5m
        register D1 {term} channel=3 release=documents : tax 1901 3m
        ? D1 {answer}
        """);

    [Fact]
    public void Paid_or_not_documents_owed_need_a_letter_until_the_inspection_ends() => Story.Tell("""
        register D1 channel=2 release=documents : tax 1901 3m
        pay P1 : D1 1901 3m
        ? D1 hold : GuaranteeRequired
        ? D1 steps : provide-guarantee 3m
        inspect D1 goods pass
        ? D1 clear
        """);

    [Fact]
    public void A_registration_lapses_after_fifteen_days() => Story.Tell("""
        2026-11-02 register D1
        ? D1 clear on=2026-11-17
        ? D1 hold on=2026-11-18 : DeclarationLapsed
        ? D1 steps on=2026-11-18 : register-again
        """);

    [Fact]
    public void Misdirected_money_is_named_only_where_something_is_to_be_paid() => Story.Tell("""
        letter G1 general 1m
        register D1 term=B letter=G1 : tax 1901 5m
        pay P1 : D1 1702 2m
        ? D1 hold : GuaranteeInsufficient 4m
        register D1/1 : tax 1901 5m
        ? D1 hold : TaxUnpaid 5m, PaymentMisdirected
        ? D1 steps : reassign P1.1 1901 2m, pay 1901 3m
        """);
}

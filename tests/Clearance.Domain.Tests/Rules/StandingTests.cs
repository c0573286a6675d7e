using Clearance.Testing.Stories;

namespace Clearance.Domain.Tests.Rules;

/// <summary>The taxpayer's standing by date (domain.md §4, §8.4, §8.5).</summary>
public sealed class StandingTests
{
    [Fact]
    public void On_a_date_the_greatest_effective_date_holds_then_the_latest_then_the_greater_id() => Story.Tell("""
        2026-11-02 register D1
        2026-11-01 status T1 suspended from=2026-11-05
        2026-11-01 status T1 active from=2026-11-10
        ? D1 clear on=2026-11-04
        ? D1 hold on=2026-11-05 : TaxpayerNotActive
        ? D1 hold on=2026-11-09 : TaxpayerNotActive
        ? D1 clear on=2026-11-10
        2026-10-01 status T1 closed from=2026-11-10    # said earlier of the same date
        ? D1 clear on=2026-11-10
        2026-11-03 status T1 closing from=2026-11-10   # said later of the same date
        ? D1 hold on=2026-11-10 : TaxpayerNotActive
        """);

    [Fact]
    public void A_stop_holds_while_any_decision_is_in_force() => Story.Tell("""
        2026-11-02 register D1
        enforce T1 decision=QD-1 from=2026-11-03
        enforce T1 decision=QD-2 from=2026-11-05
        lift T1 decision=QD-1 from=2026-11-06
        ? D1 clear on=2026-11-02
        ? D1 hold on=2026-11-03 : EnforcementStop
        ? D1 hold on=2026-11-06 : EnforcementStop      # the other one
        lift T1 decision=QD-2 from=2026-11-06
        ? D1 clear on=2026-11-06
        ? D1 hold on=2026-11-05 : EnforcementStop
        """);

    [Fact]
    public void A_decision_lifted_before_it_was_placed_is_placed_on_the_later_date() => Story.Tell("""
        2026-11-02 register D1
        lift T1 decision=QD-1 from=2026-11-06
        enforce T1 decision=QD-1 from=2026-11-03
        ? D1 hold on=2026-11-05 : EnforcementStop
        ? D1 clear on=2026-11-06
        """);

    [Theory]
    [InlineData("register D1 exempt=defence", "clear")]
    [InlineData("register D1 exempt=emergency", "clear")]
    [InlineData("register D1 exempt=humanitarian", "clear")]
    [InlineData("register E1", "clear")]                              // an export with nothing payable
    [InlineData("register E1 : fee 2663 1m", "clear")]                // a fee is not payable
    [InlineData("register E1 : tax 1851 0", "clear")]
    [InlineData("register D1", "hold : EnforcementStop, OverdueDebt 1m")]
    public void Blocks_do_not_hold_exempt_goods(string registration, string answer) => Story.Tell($"""
        2026-10-01 register D9 : tax 1901 1m
        2026-10-02 cleared D9                          → alert ClearedAgainstHold
        2026-11-01 enforce T1
        2026-11-02 {registration}
        ? {registration.Split(' ')[1]} {answer}
        """);

    [Fact]
    public void Any_overdue_debt_of_another_recorded_declaration_holds_until_the_last_dong() => Story.Tell("""
        2026-11-02 register D1 : tax 1901 3m, fine 4254 1m
        2026-11-02 register D2
        2026-11-03 cleared D1                          → alert ClearedAgainstHold
        ? D2 clear on=2026-11-03
        ? D2 hold on=2026-11-04 : OverdueDebt 4m
        ? T1 overdue on=2026-11-04 : D1 1901 3m 2026-11-03, D1 4254 1m 2026-11-03
        pay P1 : D1 1901 3m
        ? D2 hold on=2026-11-04 : OverdueDebt 1m
        pay P2 : D1 4254 999_999
        ? D2 hold on=2026-11-04 : OverdueDebt 1
        pay P3 : D1 4254 1
        ? D2 clear on=2026-11-04
        """);

    [Fact]
    public void A_debt_of_another_taxpayer_holds_nothing_here() => Story.Tell("""
        2026-11-02 register D1 T2 : tax 1901 3m
        2026-11-02 register D2 T1
        2026-11-03 cleared D1                          → alert ClearedAgainstHold
        ? D2 clear on=2026-11-10
        """);

    [Fact]
    public void Relief_makes_debts_not_overdue_through_its_last_day_and_nothing_else() => Story.Tell("""
        2026-11-02 register D1 : tax 1901 10m
        2026-11-02 register D2
        2026-11-03 cleared D1                          → alert ClearedAgainstHold
        relieve D1 until=2026-11-10
        ? D2 clear on=2026-11-10
        ? D2 hold on=2026-11-11 : OverdueDebt 10m
        ? T1 debts : D1 1901 10m 2026-11-03
        ? D1 interest 3000 on=2026-11-05
        relieve D1 until=2026-11-08                    # the longer one lasts
        ? D2 clear on=2026-11-10
        relieve D1                                     # written off: never again
        ? D2 clear on=2026-11-17
        """);

    [Theory]
    [InlineData("2026-11-01", "clear")]
    [InlineData("2026-11-02", "clear")]
    [InlineData("2026-11-03", "hold : TermNotAllowed")]
    public void Term_C_needs_priority_on_the_registration_date(string granted, string answer) => Story.Tell($"""
        2026-11-02 register D1 term=C : tax 1901 1m
        prioritise T1 decision=UT-1 from={granted}
        ? D1 {answer} on=2026-11-10
        """.Replace($"{answer} on=2026-11-10", answer.Replace("hold", "hold on=2026-11-10").Replace("clear", "clear on=2026-11-10")));

    [Fact]
    public void The_date_on_which_the_answer_may_change_is_the_next_deadline() => Story.Tell("""
        letter G1 general 5m from=2026-11-04 to=2026-11-09
        2026-11-02 register D1 term=B letter=G1 : tax 1901 1m
        2026-10-01 register D9 : tax 1901 1m
        2026-10-02 cleared D9                          → alert ClearedAgainstHold
        adjust D9 due=2026-11-05 : tax 1901 1m
        2026-11-02 enforce T1 from=2026-11-12
        ? D1 next 2026-11-04 on=2026-11-02             # the letter serves
        ? D1 next 2026-11-06 on=2026-11-04             # the debt is overdue
        ? D1 next 2026-11-10 on=2026-11-06             # the letter has ended
        ? D1 next 2026-11-12 on=2026-11-10             # the stop
        ? D1 next 2026-11-18 on=2026-11-12             # lapsed
        ? D1 next never on=2026-11-18
        ? D9 next never on=2026-11-02                  # recorded
        """);
}

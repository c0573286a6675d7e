using Clearance.Testing.Stories;

namespace Clearance.Domain.Tests.Rules;

/// <summary>Late interest: 0.03 % a day on unpaid tax (domain.md §4, §8.8).</summary>
public sealed class LateInterestTests
{
    [Fact]
    public void Days_count_from_the_day_after_the_due_date_to_the_day_before_the_question() => Story.Tell("""
        2026-11-02 register D1 : tax 1901 10m
        2026-11-03 cleared D1                      → alert ClearedAgainstHold
        ? D1 interest 0 on=2026-11-03
        ? D1 interest 0 on=2026-11-04
        ? D1 interest 3000 on=2026-11-05           # one day
        ? D1 interest 27000 on=2026-11-13
        """);

    [Fact]
    public void What_was_paid_counts_to_the_day_before_its_debit() => Story.Tell("""
        2026-11-02 register D1 : tax 1901 10m
        2026-11-03 cleared D1                      → alert ClearedAgainstHold
        2026-11-20 pay P1 debited=2026-11-08 : D1 1901 4m
        ? D1 interest 21000 on=2026-11-13          # 4m for 4 days and 6m for 9
        2026-11-20 pay P2 debited=2026-11-10 : D1 1901 9m
        ? D1 interest 15600 on=2026-11-13          # 4m for 4 days and 6m for 6: the surplus bears none
        ? D1 interest 15600 on=2027-11-13
        ? D1 interest 12000 on=2026-11-08          # as of that day both were still unpaid
        """);

    [Fact]
    public void Under_a_guarantee_days_count_from_the_clearance_date_itself() => Story.Tell("""
        letter G1 general 90m
        2026-11-02 register D1 term=B letter=G1 : tax 1901 10m
        2026-11-03 cleared D1
        ? D1 interest 30000 on=2026-11-13
        adjust D1 due=2026-11-10 : tax 1901 10m    # a named date wins
        ? D1 interest 6000 on=2026-11-13
        """);

    [Fact]
    public void Only_tax_of_recorded_declarations_bears_interest() => Story.Tell("""
        2026-11-02 register D1 : fine 4254 10m, interest 4917 10m, deposit 1901@deposit 10m, fee 2663 1m
        2026-11-02 register D2 : tax 1901 10m
        2026-11-03 cleared D1                      → alert ClearedAgainstHold
        ? D1 interest 0 on=2027-11-13
        ? D2 interest 0 on=2027-11-13
        """);

    [Theory]
    [InlineData("1666", "0")] // 0.4998
    [InlineData("1667", "1")] // 0.5001
    [InlineData("5000", "2")] // 1.5
    public void Each_line_is_rounded_half_up_once(string amount, string interest) => Story.Tell($"""
        2026-11-02 register D1 : tax 1901 {amount}
        2026-11-03 cleared D1                      → alert ClearedAgainstHold
        ? D1 interest {interest} on=2026-11-05
        """);

    [Fact]
    public void Lines_are_rounded_apart() => Story.Tell("""
        2026-11-02 register D1 : tax 1702 5000, tax 1901 5000
        2026-11-03 cleared D1                      → alert ClearedAgainstHold
        ? D1 interest 4 on=2026-11-05
        """);

    [Fact]
    public void The_greatest_amount_for_ten_years_is_exact() => Story.Tell("""
        2026-11-02 register D1 : tax 1901 9_000_000_000_000_000
        2026-11-03 cleared D1                      → alert ClearedAgainstHold
        ? D1 interest 9855000000000000 on=2036-11-01
        """);

    [Fact]
    public void A_moved_row_keeps_its_debit_date_and_applied_surplus_takes_the_moves() => Story.Tell("""
        2026-11-02 register D1 : tax 1901 10m
        2026-11-03 cleared D1                      → alert ClearedAgainstHold
        2026-11-05 pay P1 : 999 1901 5m
        2026-11-20 assign P1.1 D1 1901
        ? D1 interest 16500 on=2026-11-14          # 5m for 1 day and 5m for 10
        2026-11-05 register D2
        2026-11-05 pay P2 : D2 1901 5m
        2026-11-05 assign P2.1 surplus
        2026-11-10 apply 5m from=T1 to=D1 line=1901
        ? D1 interest 10500 on=2026-11-14          # 5m for 1 day and 5m for 6
        """);
}

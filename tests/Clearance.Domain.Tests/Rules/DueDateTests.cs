using Clearance.Testing.Stories;

namespace Clearance.Domain.Tests.Rules;

/// <summary>When a debt falls due (domain.md §4, §8.6).</summary>
public sealed class DueDateTests
{
    [Fact]
    public void Term_D_is_due_on_the_clearance_date() => Story.Tell("""
        2026-11-02 register D1 : tax 1901 5m
        2026-11-03 cleared D1                  → alert ClearedAgainstHold
        ? T1 debts : D1 1901 5m 2026-11-03
        """);

    [Fact]
    public void Term_C_is_due_on_the_10th_of_the_month_after_clearance() => Story.Tell("""
        2026-01-01 prioritise T1
        2026-12-30 register D1 term=C : tax 1901 5m
        2026-12-31 cleared D1
        ? T1 debts : D1 1901 5m 2027-01-10
        """);

    [Fact]
    public void Term_B_is_due_30_days_after_registration() => Story.Tell("""
        letter G1 general 9m to=2026-12-31
        2026-11-02 register D1 term=B letter=G1 : tax 1901 5m
        2026-11-03 cleared D1
        ? T1 debts : D1 1901 5m 2026-12-02
        """);

    [Fact]
    public void Term_B_is_due_when_its_letter_ends_if_that_is_earlier() => Story.Tell("""
        letter G1 general 9m to=2026-11-20
        2026-11-02 register D1 term=B letter=G1 : tax 1901 5m
        2026-11-03 cleared D1
        ? T1 debts : D1 1901 5m 2026-11-20
        change G1 9m to=2026-11-25             # a longer letter is a later date
        ? T1 debts : D1 1901 5m 2026-11-25
        """);

    [Fact]
    public void A_letter_that_is_not_known_sets_no_date_even_if_its_amendment_came_first() => Story.Tell("""
        2026-11-02 register D1 term=B letter=G1 : tax 1901 5m
        2026-11-03 cleared D1                  → alert ClearedAgainstHold
        change G1 9m to=2026-11-20
        ? T1 debts : D1 1901 5m 2026-12-02     # amended, not issued
        letter G1 general 9m to=2026-12-31
        ? T1 debts : D1 1901 5m 2026-11-20     # issued: the amendment's end counts
        """);

    [Fact]
    public void A_decision_names_another_date() => Story.Tell("""
        2026-11-02 register D1 : tax 1901 5m, tax 1702 1m
        2026-11-03 cleared D1                  → alert ClearedAgainstHold
        adjust D1 due=2026-12-09 : tax 1901 4m
        ? T1 debts : D1 1702 1m 2026-11-03, D1 1901 4m 2026-12-09
        adjust D1 : tax 1901 3m                # no date: the term's again
        ? T1 debts : D1 1702 1m 2026-11-03, D1 1901 3m 2026-11-03
        """);

    [Fact]
    public void The_earliest_record_of_either_outcome_is_the_clearance_date() => Story.Tell("""
        2026-11-02 register D1 : tax 1901 5m
        2026-11-05 cleared D1                  → alert ClearedAgainstHold
        2026-11-04 released D1
        ? T1 debts : D1 1901 5m 2026-11-04
        ? D1 cleared
        """);
}

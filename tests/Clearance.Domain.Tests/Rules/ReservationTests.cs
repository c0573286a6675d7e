using Clearance.Testing.Stories;

namespace Clearance.Domain.Tests.Rules;

/// <summary>Who holds how much of a letter (domain.md §3, Reservation).</summary>
public sealed class ReservationTests
{
    [Fact]
    public void It_is_made_as_soon_as_the_letter_is_known_whatever_its_dates() => Story.Tell("""
        2026-11-02 register D1 term=B letter=G1 : tax 1901 5m
        letter G1 general from=2026-11-20 to=2026-11-21 9m
        ? D1 reserved=5m
        ? G1 limit=9m reserved=5m available=4m
        """);

    [Fact]
    public void It_follows_what_is_outstanding() => Story.Tell("""
        letter G1 general 9m
        register D1 term=B letter=G1 : tax 1901 5m
        pay P1 : D1 1901 2m
        ? G1 reserved=3m
        unpay P1
        ? G1 reserved=5m
        register D1/1 term=B letter=G1 : tax 1901 8m
        ? G1 reserved=8m
        adjust D1 : tax 1901 1m
        ? G1 reserved=1m
        register D1/2 : tax 1901 1m                 # term D needs none
        ? G1 reserved=0
        """);

    [Fact]
    public void What_a_holder_frees_raises_one_that_was_asked_before_it() => Story.Tell("""
        letter G1 general 9m
        2026-11-02 register D1 term=B letter=G1 : tax 1901 4m
        cleared D1
        2026-11-03 register D2 term=B letter=G1 : tax 1901 10m
        pay P1 : - 2m, D2 1901 3m
        ? D1 reserved=2m
        ? D2 reserved=7m
        unpay P1                                    # D1 wants 2m more, D2 3m: neither is left
        ? D2 reserved=0
        ? D1 reserved=4m
        """);

    [Fact]
    public void What_no_longer_fits_is_freed_whole_before_clearance() => Story.Tell("""
        letter G1 general 6m
        register D1 term=B letter=G1 : tax 1901 5m
        register D2 term=B letter=G1 : tax 1901 4m
        ? D2 hold : GuaranteeInsufficient 3m
        register D1/1 term=B letter=G1 : tax 1901 7m
        ? D1 reserved=0
        ? D2 reserved=4m                            # the other one has it now
        ? D1 hold : GuaranteeInsufficient 5m
        """);

    [Fact]
    public void After_clearance_an_increase_that_does_not_fit_leaves_it_as_it_is() => Story.Tell("""
        letter G1 general 6m
        register D1 term=B letter=G1 : tax 1901 5m
        cleared D1
        adjust D1 : tax 1901 7m
        ? D1 reserved=5m outstanding=7m
        pay P1 : D1 1901 1m
        ? D1 reserved=6m                            # now it fits
        pay P2 : D1 1901 4m
        ? D1 reserved=2m
        """);

    [Fact]
    public void Freed_capacity_goes_to_those_who_wait_by_registration_then_key() => Story.Tell("""
        letter G1 general 5m
        2026-11-02 register D1 term=B letter=G1 : tax 1901 5m
        2026-11-05 register D3 term=B letter=G1 : tax 1901 3m
        2026-11-04 register D4 term=B letter=G1 : tax 1901 3m
        2026-11-06 register D2 term=B letter=G1 : tax 1901 2m
        pay P1 : D1 1901 5m
        ? D4 reserved=3m                            # registered first
        ? D3 reserved=0                             # does not fit …
        ? D2 reserved=2m                            # … and the next one does
        """);

    [Fact]
    public void A_holders_increase_comes_first_and_nobody_is_pre_empted() => Story.Tell("""
        letter G1 general 6m
        2026-11-05 register D2 term=B letter=G1 : tax 1901 4m
        2026-11-02 register D1 term=B letter=G1 : tax 1901 5m
        ? D1 hold : GuaranteeInsufficient 3m        # registered earlier, came later
        2026-11-05 change G1 9m
        ? D1 reserved=5m
        pay P1 : D1 1901 5m
        2026-11-03 register D3 term=B letter=G1 : tax 1901 6m
        cleared D2
        adjust D2 : tax 1901 9m                     # the holder wants 5m more, and gets them
        ? D2 reserved=9m
        ? D3 reserved=0
        """);

    [Fact]
    public void A_separate_letter_without_references_serves_whoever_reserves_first() => Story.Tell("""
        letter G1 separate 6m
        register D1 term=A letter=G1 : tax 1901 4m
        register D2 term=A letter=G1 : tax 1901 3m
        register D3 term=A letter=G1 : tax 1901 2m
        ? D1 reserved=4m
        ? D2 hold : GuaranteeInsufficient 3m
        ? D3 reserved=2m
        """);

    [Fact]
    public void A_revocation_stops_new_and_larger_reservations_and_leaves_what_stands() => Story.Tell("""
        letter G1 general 9m
        register D1 term=B letter=G1 : tax 1901 4m
        revoke G1
        ? D1 clear
        register D2 term=B letter=G1 : tax 1901 1m
        ? D2 hold : GuaranteeRevoked
        pay P1 : D1 1901 1m
        ? D1 reserved=3m
        ? D1 clear
        unpay P1                                    # a larger one than it holds
        ? D1 reserved=0
        ? D1 hold : GuaranteeRevoked
        """);

    [Fact]
    public void A_letter_revoked_before_it_was_issued_reserves_nothing() => Story.Tell("""
        revoke G1
        register D1 term=B letter=G1 : tax 1901 4m
        ? D1 hold : GuaranteeNotFound
        letter G1 general 9m
        ? D1 hold : GuaranteeRevoked
        """);

    [Fact]
    public void Cancelling_the_declaration_frees_it() => Story.Tell("""
        letter G1 general 5m
        register D1 term=B letter=G1 : tax 1901 5m
        register D2 term=B letter=G1 : tax 1901 5m
        cancel D1
        ? D1 reserved=0
        ? D2 clear
        """);

    [Fact]
    public void Another_letter_or_office_frees_it() => Story.Tell("""
        letter G1 general office=03CC 5m
        letter G2 general 5m
        register D1 term=B letter=G1 : tax 1901 5m
        register D1/1 term=B letter=G2 : tax 1901 5m
        ? G1 reserved=0
        ? G2 reserved=5m
        register D1/2 term=B letter=G1 office=02B1 : tax 1901 5m
        ? G1 reserved=0
        ? G2 reserved=0
        ? D1 hold : GuaranteeOfficeNotCovered
        """);
}

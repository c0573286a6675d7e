using static Clearance.Testing.Events.TestEvents;

namespace Clearance.Domain.Tests.Moves;

/// <summary>A move of money is made by one officer and checked by another.</summary>
public sealed class ProposedMoveTests
{
    private static readonly Instant Made = At("2026-11-02T09:00:00+07:00");
    private static readonly Instant Checked = At("2026-11-02T10:00:00+07:00");

    [Fact]
    public void Another_officer_approves_and_the_event_says_who_and_when()
    {
        Move().Approve("ld02", Checked, out var approved).ShouldBeNull();

        (approved.Status, approved.DecidedBy, approved.DecidedAt).ShouldBe((MoveStatus.Approved, "ld02", Checked));
        (approved.Event.Maker, approved.Event.Checker, approved.Event.At).ShouldBe(("cb01", "ld02", Checked));
        approved.Event.Id.ShouldBe("move:0100109106:M-1");
        approved.ProposedAt.ShouldBe(Made);
    }

    [Fact]
    public void Who_made_it_does_not_approve_it_but_may_take_it_back()
    {
        var move = Move();
        move.Approve("cb01", Checked, out var same)!.Code.ShouldBe(RejectionCode.SamePersonMadeAndChecked);
        same.ShouldBeSameAs(move);
        move.Refuse("cb01", Checked, out var back).ShouldBeNull();
        back.Status.ShouldBe(MoveStatus.Refused);
    }

    [Fact]
    public void What_is_decided_stays_decided()
    {
        Move().Approve("ld02", Checked, out var approved);
        Move().Refuse("ld02", Checked, out var refused);
        foreach (var decided in (ProposedMove[])[approved, refused, approved.Finished(null), approved.Finished(new Rejection(default, null, "no"))])
        {
            decided.Approve("ld03", Checked, out _)!.Code.ShouldBe(RejectionCode.NotAllowedInStatus);
            decided.Refuse("ld03", Checked, out _)!.Code.ShouldBe(RejectionCode.NotAllowedInStatus);
        }
    }

    [Fact]
    public void When_it_was_proposed_makes_no_other_proposal_and_anything_else_does()
    {
        var move = Move();
        move.IsSame(Move() with { Event = move.Event with { At = Checked } }).ShouldBeTrue();
        move.IsSame(Move() with { Event = move.Event with { Maker = "cb02" } }).ShouldBeFalse();
        move.IsSame(Move() with { Event = (SurplusRefunded)move.Event with { Amount = 6 } }).ShouldBeFalse();
    }

    [Theory]
    [InlineData("M-1", true)]
    [InlineData("a.b_c", true)]
    [InlineData("", false)]
    [InlineData("a:b", false)]
    [InlineData("á", false)]
    [InlineData("12345678901234567890123456789012345678901", false)]
    public void An_id_is_short_and_plain(string id, bool isId) => ProposedMove.IsId(id).ShouldBe(isId);

    [Fact]
    public void The_longest_id_of_the_longest_taxpayer_is_an_event_id()
    {
        TaxpayerId.TryParse("0100109106001", out var branch).ShouldBeTrue();
        ProposedMove.EventIdOf(branch, new string('x', ProposedMove.IdLengthMax)).Length.ShouldBeLessThanOrEqualTo(Limits.IdLengthMax);
    }

    private static ProposedMove Move() => new()
    {
        Id = "M-1",
        ProposedAt = Made,
        Event = new SurplusRefunded(ProposedMove.EventIdOf(Importer, "M-1"), Made, Importer)
        {
            From = null,
            Amount = 5,
            Maker = "cb01",
            Checker = ProposedMove.Nobody,
        },
    };
}

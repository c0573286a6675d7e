using Clearance.Testing.Histories;
using Clearance.Testing.Worlds;
using Xunit.Abstractions;

namespace Clearance.Domain.Tests.Laws;

/// <summary>
/// Events of all streams in any order end in the same answers (contract.md §1, Order); what the contract excepts stays
/// within its bounds.
/// </summary>
public sealed class OrderTests(ITestOutputHelper output)
{
    private static readonly string[] Moves = [nameof(SuspenseAssigned), nameof(SurplusApplied), nameof(SurplusRefunded)];

    [Fact]
    public void Any_order_of_arrival_gives_the_same_answers_and_sums()
    {
        var law = new Law(output, HistoryOptions.AnyOrder)
        {
            TypesWithout = [.. Moves, nameof(GuaranteeRevoked)],
            ReasonsWithout = [ReasonCode.GuaranteeRevoked, ReasonCode.GuaranteeInsufficient],
        };
        law.Holds(history =>
        {
            var (one, other) = InTwoOrders(law, history);
            WorldSnapshot.Of(other, history.FewDates).ShouldBe(WorldSnapshot.Of(one, history.FewDates));
            WorldSnapshot.OfLedgers(other, history.Date).ShouldBe(WorldSnapshot.OfLedgers(one, history.Date));
        });
    }

    [Fact]
    public void With_tight_and_revoked_letters_order_decides_nothing_but_who_is_covered()
    {
        var law = new Law(output, HistoryOptions.AnyOrderTight) { TypesWithout = Moves };
        law.Holds(history =>
        {
            var (one, other) = InTwoOrders(law, history);
            WorldAudit.Of(one).Concat(WorldAudit.Of(other)).ShouldBeEmpty();
            WorldSnapshot.Of(other, history.FewDates, ApartFromCover).ShouldBe(WorldSnapshot.Of(one, history.FewDates, ApartFromCover));
        });
    }

    [Fact]
    public void With_unitemised_money_and_moves_order_decides_nothing_but_where_the_money_lies()
    {
        var law = new Law(output, HistoryOptions.AnyOrderOfMoney);
        law.Holds(history =>
        {
            var (one, other) = InTwoOrders(law, history);
            WorldAudit.Of(one).Concat(WorldAudit.Of(other)).ShouldBeEmpty();
            WorldSnapshot.Of(other, history.FewDates, ApartFromMoney).ShouldBe(WorldSnapshot.Of(one, history.FewDates, ApartFromMoney));
            Confirmed(other).ShouldBe(Confirmed(one));
        });
    }

    private static (DomainWorld One, DomainWorld Other) InTwoOrders(Law law, History history)
    {
        var one = new DomainWorld();
        new HistoryPlayer(one, history.Seed)
        {
            Counting = (law.Coverage, history.Date),
        }.Play(history.Events);
        var other = new DomainWorld { DeliversAtOnce = false, Evictions = new Random(history.Seed) };
        new HistoryPlayer(other, history.Seed).Play(history.Shuffled());
        return (one, other);
    }

    private static bool IsOfCover(ReasonCode reason) =>
        reason is >= ReasonCode.GuaranteeNotFound and <= ReasonCode.GuaranteeInsufficient;

    /// <summary>A decision without reservations and the reasons about the letter.</summary>
    private static Decision ApartFromCover(Decision decision)
    {
        var reasons = decision.Reasons.RemoveAll(reason => IsOfCover(reason.Code));
        return decision with
        {
            Outcome = Open(decision.Outcome),
            Reasons = reasons,
            ToRelease = decision.ToRelease.RemoveAll(step => IsOfCover(step.Reason)),
            Reserved = 0,
        };
    }

    /// <summary>A decision without sums of money and the reasons that depend on them.</summary>
    private static Decision ApartFromMoney(Decision decision) => decision with
    {
        Outcome = Open(decision.Outcome),
        Reasons = decision.Reasons.RemoveAll(reason => !ReleasePath.IsForOthers(reason.Code)),
        ToRelease = decision.ToRelease.RemoveAll(step => !ReleasePath.IsForOthers(step.Reason)),
        Warnings = [],
        Paid = 0,
        Outstanding = 0,
        Reserved = 0,
        Surplus = 0,
        Misdirected = 0,
    };

    /// <summary>Recorded and cancelled stay what they are; whether an open one may go is what the order decides.</summary>
    private static Outcome Open(Outcome outcome) => outcome is Outcome.Clear or Outcome.Release ? Outcome.Hold : outcome;

    private static IEnumerable<string> Confirmed(DomainWorld world) =>
        from taxpayer in world.Taxpayers
        let totals = world.Ledger(taxpayer).Totals
        where totals.Confirmed > 0
        select $"{taxpayer} {totals.Confirmed} {totals.Cancelled}";
}

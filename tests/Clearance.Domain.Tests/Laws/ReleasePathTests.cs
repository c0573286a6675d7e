using Clearance.Testing.Histories;
using Clearance.Testing.Worlds;
using Xunit.Abstractions;

namespace Clearance.Domain.Tests.Laws;

public sealed class ReleasePathTests(ITestOutputHelper output)
{
    [Fact]
    public void Following_the_path_lifts_every_reason_a_payer_can_lift()
    {
        var law = new Law(output, HistoryOptions.Everything);
        law.Holds(history =>
        {
            var world = DecisionTests.Played(law, history);
            var path = new ReleasePath(world);
            var on = history.Dates[history.Seed / 8 % history.Dates.Length];
            foreach (var key in world.Declarations.ToList())
            {
                FollowToTheEnd(world, path, key, on);
            }

            WorldAudit.Of(world).ShouldBeEmpty();
        });
    }

    /// <summary>
    /// Once is enough, but for two things that no single answer can know: others who wait for the same letter come first by
    /// registration, and money for another declaration's debt first makes good what is receivable there.
    /// </summary>
    private static void FollowToTheEnd(DomainWorld world, ReleasePath path, DeclarationKey key, DateOnly on)
    {
        var decision = world.Decide(key, on);
        for (var left = 1 + decision.ToRelease.Sum(step => Extra(world, decision, step)); HasWork(world, decision) && left > 0; left--)
        {
            path.Follow(decision);
            decision = world.Decide(key, on);
        }

        HasWork(world, decision).ShouldBeFalse($"{key} on {on}: {string.Join(", ", decision.Reasons.Select(it => it.Code))}");
    }

    private static long Extra(DomainWorld world, Decision decision, ReleaseStep step)
    {
        if (step.Action == ActionCode.TopUpGuarantee)
        {
            var letter = world.Ledger(decision.Taxpayer!.Value).Standing.Guarantees[step.Guarantee!.Value];
            return letter.Waiting.Count + letter.Growing.Count - 1;
        }

        var sums = step.Action == ActionCode.PayDebt ? world.Find(step.Declaration!.Value).Sums : default;
        return sums.Receivable == 0 ? 0 : (sums.Receivable / sums.Outstanding) + 1;
    }

    /// <summary>A letter serves a declaration for 30 days at most: then only another registration helps.</summary>
    private static bool HasWork(DomainWorld world, Decision decision) => decision.Reasons.Any(reason =>
        !ReleasePath.IsForOthers(reason.Code)
        && !(reason.Code == ReasonCode.GuaranteeExpired && decision.On > world.Find(decision.Declaration).GuaranteeLastDay));
}

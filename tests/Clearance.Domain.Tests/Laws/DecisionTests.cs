using Clearance.Testing.Histories;
using Clearance.Testing.Worlds;
using Xunit.Abstractions;

namespace Clearance.Domain.Tests.Laws;

public sealed class DecisionTests(ITestOutputHelper output)
{
    [Fact]
    public void Cleared_stays_cleared_and_released_stays_released_or_becomes_cleared()
    {
        var law = new Law(output, HistoryOptions.Everything);
        law.Holds(history =>
        {
            var world = new DomainWorld { DeliversAtOnce = false };
            var recorded = new SortedDictionary<DeclarationKey, Outcome>();
            new HistoryPlayer(world, history.Seed)
            {
                Counting = (law.Coverage, history.Date),
                AfterEach = () => Remember(world, recorded, history.Dates[0]),
            }.Play(history.Events);
            foreach (var (key, outcome) in recorded)
            {
                history.Dates.All(on => world.Decide(key, on).Outcome == outcome).ShouldBeTrue();
            }
        });
    }

    [Fact]
    public void A_hold_has_reasons_in_order_and_a_path_and_anything_else_has_none()
    {
        var law = new Law(output, HistoryOptions.Everything);
        law.Holds(history =>
        {
            var world = Played(law, history);
            foreach (var key in world.Declarations)
            {
                foreach (var on in history.Dates)
                {
                    IsWellFormed(world.Decide(key, on));
                }
            }
        });
    }

    [Fact]
    public void A_decision_holds_until_the_date_it_names()
    {
        var law = new Law(output, HistoryOptions.Everything);
        law.Holds(history =>
        {
            var world = Played(law, history);
            var random = new Random(history.Seed);
            foreach (var key in world.Declarations)
            {
                var now = world.Decide(key, history.Dates[random.Next(history.Dates.Length)]);
                var last = now.NextChangeOn?.AddDays(-1) ?? now.On.AddYears(20);
                last.ShouldBeGreaterThanOrEqualTo(now.On);
                var later = now.On.AddDays(random.Next(last.DayNumber - now.On.DayNumber + 1));
                Timeless(world.Decide(key, later)).ShouldBe(Timeless(now));
                Timeless(world.Decide(key, last)).ShouldBe(Timeless(now));
            }
        });
    }

    internal static DomainWorld Played(Law law, History history)
    {
        var world = new DomainWorld();
        new HistoryPlayer(world, history.Seed)
        {
            Counting = (law.Coverage, history.Date),
        }.Play(history.Events);
        return world;
    }

    private static void Remember(DomainWorld world, SortedDictionary<DeclarationKey, Outcome> recorded, DateOnly on)
    {
        foreach (var key in world.Declarations)
        {
            var outcome = world.Decide(key, on).Outcome;
            if (recorded.TryGetValue(key, out var known) && known == Outcome.Cleared)
            {
                outcome.ShouldBe(known);
            }

            if (recorded.ContainsKey(key) || outcome is Outcome.Cleared or Outcome.Released)
            {
                outcome.ShouldBeOneOf(Outcome.Cleared, Outcome.Released);
                recorded[key] = outcome;
            }
        }
    }

    private static void IsWellFormed(Decision decision)
    {
        var codes = decision.Reasons.Select(reason => reason.Code).ToList();
        codes.ShouldBe(codes.Distinct().Order());
        (decision.Outcome == Outcome.Hold).ShouldBe(codes.Count > 0);
        (decision.ToRelease.Length > 0).ShouldBe(codes.Count > 0);
        decision.Outstanding.ShouldBe(decision.Payable - decision.Paid);
        decision.Reserved.ShouldBeInRange(0, decision.Outstanding);
        decision.Reasons.All(reason => reason.Shortfall is null or > 0).ShouldBeTrue();
        decision.ToRelease.All(step => step.Amount is null or > 0).ShouldBeTrue();
        (decision.NextChangeOn is null || decision.NextChangeOn > decision.On).ShouldBeTrue();
        var unpaid = decision.Reasons.Where(it => it.Code is ReasonCode.TaxUnpaid or ReasonCode.FineUnpaid);
        unpaid.All(reason => reason.Shortfall == reason.Lines.Sum(line => line.Outstanding)).ShouldBeTrue();
    }

    /// <summary>What a decision says, its date and what that date is counted from left out.</summary>
    private static string Timeless(Decision decision) =>
        $"{decision.Outcome} {string.Join(' ', decision.Reasons.Select(it => $"{it.Code}/{it.Vnaccs}/{it.Shortfall}/{string.Join(';', it.Debts)}"))}"
        + $" {string.Join(' ', decision.ToRelease)} {decision.Reserved}";
}

using Clearance.LoadTests.Open;
using Clearance.LoadTests.Open.Profiles;

namespace Clearance.LoadTests.Tests;

public sealed class ArrivalsTests
{
    [Fact]
    public void The_same_seed_has_the_same_arrivals_and_another_has_others()
    {
        var arrivals = Arrivals.Of(ArrivalKind.Poisson, 500, 10, seed: 3);

        Arrivals.Of(ArrivalKind.Poisson, 500, 10, seed: 3).ShouldBe(arrivals);
        Arrivals.Of(ArrivalKind.Poisson, 500, 10, seed: 4).ShouldNotBe(arrivals);
    }

    [Theory]
    [InlineData(62, 600)]
    [InlineData(6_200, 20)]
    public void Poisson_arrivals_have_their_rate_and_the_gaps_of_independent_senders(double perSecond, double seconds)
    {
        var arrivals = Arrivals.Of(ArrivalKind.Poisson, perSecond, seconds, seed: 1);

        var meant = perSecond * seconds;
        ((double)arrivals.Length).ShouldBe(meant, 4 * Math.Sqrt(meant));
        var gaps = arrivals.Zip(arrivals.Skip(1), static (before, after) => (double)(after - before)).ToList();
        var mean = gaps.Average();
        var deviation = Math.Sqrt(gaps.Average(gap => (gap - mean) * (gap - mean)));
        (deviation / mean).ShouldBe(1, 0.05, "the gaps of independent arrivals deviate as much as their mean");
        gaps.ShouldAllBe(gap => gap >= 0);
        arrivals[^1].ShouldBeLessThan((long)(seconds * 1e6));
    }

    [Fact]
    public void Even_arrivals_have_equal_gaps() =>
        Arrivals.Of(ArrivalKind.Even, 4, 1.5, seed: 1).ShouldBe([0, 250_000, 500_000, 750_000, 1_000_000, 1_250_000]);

    [Fact]
    public void Nothing_is_due_at_a_rate_of_nothing()
    {
        Arrivals.Of(ArrivalKind.Even, 0, 60, seed: 1).ShouldBeEmpty();
        Arrivals.Of(ArrivalKind.Poisson, 0, 60, seed: 1).ShouldBeEmpty();
    }

    [Fact]
    public void A_herd_is_due_at_one_moment_after_the_warm_up_and_all_is_in_order()
    {
        var load = new QueryLoad { PerSecond = 10, Arrivals = ArrivalKind.Even, Herds = [new Herd { At = 2, Count = 1_000 }] };

        var due = Arrivals.Of(load, warmUp: 5, seconds: 10, seed: 1);

        due.Length.ShouldBe(1_150);
        due.Count(static at => at == 7_000_000).ShouldBe(1_001);
        due.ShouldBeInOrder();
    }
}

using Clearance.LoadTests.Open.Limits;

namespace Clearance.LoadTests.Tests;

public sealed class LimitSearchTests
{
    [Theory]
    [InlineData(100, 70)]
    [InlineData(100, 100)]
    [InlineData(100, 7_800)]
    [InlineData(6_200, 5_000)]
    [InlineData(6_200, 40_000)]
    [InlineData(62_000, 7_000)]
    public void It_finds_what_an_engine_carries_from_below_and_from_above(double first, double capacity)
    {
        var search = new LimitSearch(first, precision: 0.1, most: 30);
        var tried = Run(search, capacity);

        search.Limit.ShouldBeInRange(capacity / 1.1, capacity);
        search.TooMuch.ShouldBeInRange(capacity, capacity * 1.1);
        tried.Count.ShouldBe(tried.Distinct().Count(), "no rate is tried twice");
        tried.Count.ShouldBeLessThan(16);
    }

    [Fact]
    public void It_ends_when_nothing_is_carried()
    {
        var search = new LimitSearch(1_000, precision: 0.1, most: 30);

        Run(search, capacity: 0).Count.ShouldBeLessThan(12);

        search.Limit.ShouldBe(0);
    }

    [Fact]
    public void It_ends_when_everything_is_carried()
    {
        var search = new LimitSearch(1_000, precision: 0.1, most: 6);

        Run(search, double.MaxValue).ShouldBe([1_000, 2_000, 4_000, 8_000, 16_000, 32_000]);

        search.Limit.ShouldBe(32_000);
    }

    private static List<double> Run(LimitSearch search, double capacity)
    {
        var tried = new List<double>();
        while (!search.IsOver)
        {
            tried.Add(search.Next);
            search.Tell(search.Next <= capacity);
        }

        return tried;
    }
}

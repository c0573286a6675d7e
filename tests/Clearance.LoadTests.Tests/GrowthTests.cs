namespace Clearance.LoadTests.Tests;

public sealed class GrowthTests
{
    [Theory]
    [InlineData("100000,1000000", new[] { 100_000, 1_000_000 })]
    [InlineData("5000,10", new[] { 10, 5_000 })]
    [InlineData("0", new int[0])]
    public void Sizes_are_measured_from_the_smallest_and_none_is_none(string text, int[] sizes) =>
        GrowthCommand.Sizes(text).ShouldBe(sizes);

    [Theory]
    [InlineData("-5")]
    [InlineData("1e6")]
    [InlineData("")]
    public void What_is_no_size_is_refused(string text) => Should.Throw<FormatException>(() => GrowthCommand.Sizes(text));
}

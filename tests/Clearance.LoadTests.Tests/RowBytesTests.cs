namespace Clearance.LoadTests.Tests;

public sealed class RowBytesTests
{
    [Fact]
    public void No_id_is_given_twice()
    {
        var bytes = new RowBytes();

        Enumerable.Range(0, 100_000).Select(_ => new Guid(bytes.NextId())).Distinct().Count().ShouldBe(100_000);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(700)]
    [InlineData(3_000_000)]
    public void As_many_bytes_are_cut_as_are_asked_for(int count)
    {
        var bytes = new RowBytes();

        bytes.Next(count).Length.ShouldBe(count);
        bytes.Next(count).Length.ShouldBe(count);
    }

    [Fact]
    public void Rows_near_each_other_have_other_bytes_also_where_the_pool_begins_anew()
    {
        var bytes = new RowBytes();

        for (var (row, before) = (0, bytes.Next(1_000)); row < 2_000; row++)
        {
            var next = bytes.Next(1_000);
            next.SequenceEqual(before).ShouldBeFalse();

            // A byte that is left out would be zero, and so would be all that follow it.
            next.AsSpan(980).ContainsAnyExcept((byte)0).ShouldBeTrue();
            before = next;
        }
    }
}

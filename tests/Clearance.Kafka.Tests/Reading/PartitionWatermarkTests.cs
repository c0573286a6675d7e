using FsCheck;
using FsCheck.Fluent;

namespace Clearance.Kafka.Tests.Reading;

public sealed class PartitionWatermarkTests
{
    [Fact]
    public void There_is_no_watermark_before_the_first_message_is_finished()
    {
        var watermark = new PartitionWatermark();
        watermark.Take(5, new byte[] { 1 });
        watermark.Take(6, new byte[] { 2 });
        watermark.Finish(6);

        (watermark.Low, watermark.Outstanding).ShouldBe((null, 2));
    }

    [Fact]
    public void The_oldest_one_finished_lets_all_that_follow_leave()
    {
        var watermark = new PartitionWatermark();
        foreach (var offset in (long[])[5, 6, 9, 10])
        {
            watermark.Take(offset, new[] { (byte)offset });
        }

        watermark.Finish(9);
        watermark.Finish(6);
        watermark.Finish(5);

        (watermark.Low, watermark.Outstanding).ShouldBe((10, 1));
        watermark.LastValue.ToArray().ShouldBe(new byte[] { 9 });
    }

    [Fact]
    public void In_any_order_of_finishing_it_never_passes_an_unfinished_message_and_ends_at_the_last()
    {
        // Gaps between offsets, and the order in which they finish.
        var cases =
            from gaps in Gen.Choose(1, 3).NonEmptyListOf()
            from order in Gen.Shuffle(Enumerable.Range(0, gaps.Count).ToArray())
            select (Gaps: gaps.ToArray(), Order: order);
        Prop.ForAll(Arb.From(cases), it => Holds(it.Gaps, it.Order)).QuickCheckThrowOnFailure();
    }

    private static void Holds(int[] gaps, int[] order)
    {
        var watermark = new PartitionWatermark();
        var offsets = new long[gaps.Length];
        for (var i = 0; i < gaps.Length; i++)
        {
            offsets[i] = (i == 0 ? 100 : offsets[i - 1]) + gaps[i];
            watermark.Take(offsets[i], default);
        }

        var unfinished = offsets.ToHashSet();
        foreach (var index in order)
        {
            watermark.Finish(offsets[index]);
            unfinished.Remove(offsets[index]);
            (watermark.Low ?? 0).ShouldBeLessThanOrEqualTo(unfinished.Count == 0 ? long.MaxValue : unfinished.Min());
            if (!unfinished.Contains(offsets[0]))
            {
                watermark.Low.ShouldBe(offsets.TakeWhile(offset => !unfinished.Contains(offset)).Last() + 1);
            }
        }

        (watermark.Low, watermark.Outstanding).ShouldBe((offsets[^1] + 1, 0));
    }
}

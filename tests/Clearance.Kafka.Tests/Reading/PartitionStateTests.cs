using Clearance.Domain;
using Clearance.Entities;
using Confluent.Kafka;

namespace Clearance.Kafka.Tests.Reading;

/// <summary>How far a partition is behind, as operators are told.</summary>
public sealed class PartitionStateTests
{
    [Fact]
    public void The_lag_is_what_lies_between_the_last_finished_message_and_the_end()
    {
        var progress = new PartitionProgress(EventStream.Payments, 2, null);
        foreach (var offset in (long[])[10, 11, 12])
        {
            progress.Judge(offset, new byte[] { 1 }).ShouldBe(Arrival.Take);
        }

        progress.Finish(10);
        progress.Finish(12);

        var state = PartitionState.Of(progress, Known(10, 20));
        (state.Next, state.End, state.Lag, state.HaltedBecause).ShouldBe((11, 20, 9, null));
    }

    [Fact]
    public void Nothing_read_yet_is_behind_by_the_whole_log() =>
        PartitionState.Of(new PartitionProgress(EventStream.Payments, 2, null), Known(5, 20)).Lag.ShouldBe(15);

    [Fact]
    public void What_was_read_before_the_start_counts_from_where_it_ended() => PartitionState.Of(
        new PartitionProgress(EventStream.Payments, 2, new InputPosition(EventStream.Payments, 2, 18, default)), Known(5, 20)).Lag.ShouldBe(2);

    [Fact]
    public void While_the_broker_has_not_said_where_the_log_ends_the_lag_is_not_known()
    {
        var state = PartitionState.Of(new PartitionProgress(EventStream.Payments, 2, null), new WatermarkOffsets(Offset.Unset, Offset.Unset));
        (state.End, state.Lag).ShouldBe((null, null));
    }

    [Fact]
    public void A_halted_one_says_why()
    {
        var progress = new PartitionProgress(EventStream.Payments, 2, null);
        progress.Halt("a test");
        PartitionState.Of(progress, Known(0, 1)).HaltedBecause.ShouldBe("a test");
    }

    private static WatermarkOffsets Known(long low, long high) => new(new Offset(low), new Offset(high));
}

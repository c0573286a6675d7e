using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Kafka.Tests.Reading;

public sealed class PartitionProgressTests
{
    [Fact]
    public void A_partition_never_read_begins_wherever_its_log_does()
    {
        var progress = New(null);

        progress.StartAt.ShouldBeNull();
        Judge(progress, 40).ShouldBe(Arrival.Take);
        Judge(progress, 41).ShouldBe(Arrival.Take);
    }

    [Fact]
    public void Messages_missing_once_are_read_again_and_nothing_is_told()
    {
        var progress = New(null);
        Judge(progress, 1).ShouldBe(Arrival.Take);
        Judge(progress, 5).ShouldBe(Arrival.SeekBack);

        progress.Expected.ShouldBe(2);
        Judge(progress, 2).ShouldBe(Arrival.Take);
        Judge(progress, 3).ShouldBe(Arrival.Take);
    }

    [Fact]
    public void Messages_missing_twice_are_a_gap_of_the_log_and_what_comes_after_is_taken()
    {
        var progress = New(null);
        Judge(progress, 1);
        Judge(progress, 5).ShouldBe(Arrival.SeekBack);
        Judge(progress, 5).ShouldBe(Arrival.TakeAfterGap);
        Judge(progress, 6).ShouldBe(Arrival.Take);

        Judge(progress, 9).ShouldBe(Arrival.SeekBack, "another gap is sought back for again");
        Judge(progress, 7).ShouldBe(Arrival.Take);
        Judge(progress, 9).ShouldBe(Arrival.SeekBack, "for another offset");
    }

    [Fact]
    public void A_message_that_comes_again_is_not_taken_twice()
    {
        var progress = New(null);
        Judge(progress, 1);
        Judge(progress, 2);
        Judge(progress, 1).ShouldBe(Arrival.Skip);
        Judge(progress, 2).ShouldBe(Arrival.Skip);
        progress.Outstanding.ShouldBe(2);
    }

    [Fact]
    public void Reading_goes_on_after_the_last_finished_message_when_it_is_still_there()
    {
        var progress = New(At(7));

        progress.StartAt.ShouldBe(6);
        Judge(progress, 6).ShouldBe(Arrival.Skip);
        Judge(progress, 7).ShouldBe(Arrival.Take);
        progress.HaltedBecause.ShouldBeNull();
    }

    [Fact]
    public void Another_message_in_the_place_of_the_last_one_halts()
    {
        var progress = New(At(7));

        progress.Judge(6, new byte[] { 99 }).ShouldBe(Arrival.Halt);
        progress.HaltedBecause!.ShouldContain("made anew");
        Judge(progress, 7).ShouldBe(Arrival.Skip);
    }

    [Fact]
    public void A_log_that_starts_after_the_last_message_halts()
    {
        var progress = New(At(7));

        Judge(progress, 9).ShouldBe(Arrival.Halt);
        progress.HaltedBecause!.ShouldContain("starts at offset 9, after the last message read before, 6");
    }

    [Fact]
    public void What_is_stored_is_what_is_finished_and_each_only_once()
    {
        var progress = New(null);
        Judge(progress, 1);
        Judge(progress, 2);
        (progress.TakeOffsetToStore(), progress.Unsaved).ShouldBe((null, null));

        progress.Finish(1);
        progress.TakeOffsetToStore().ShouldBe(2);
        progress.TakeOffsetToStore().ShouldBeNull();
        progress.Unsaved.ShouldBe(At(2));
        progress.Unsaved.ShouldBe(At(2), "until the store has it");
        progress.Saved(At(2));
        progress.Unsaved.ShouldBeNull();
    }

    [Fact]
    public void Nothing_is_stored_of_a_partition_that_was_given_away()
    {
        var progress = New(null);
        Judge(progress, 1);
        progress.Revoke();
        progress.Finish(1);

        progress.TakeOffsetToStore().ShouldBeNull();
        Judge(progress, 2).ShouldBe(Arrival.Skip);
    }

    private static PartitionProgress New(InputPosition? stored) => new(EventStream.Payments, 3, stored);

    private static InputPosition At(long next) =>
        new(EventStream.Payments, 3, next, MessageHash.Of([(byte)(next - 1)]));

    /// <summary>The message at each offset is that number.</summary>
    private static Arrival Judge(PartitionProgress progress, long offset) => progress.Judge(offset, new[] { (byte)offset });
}

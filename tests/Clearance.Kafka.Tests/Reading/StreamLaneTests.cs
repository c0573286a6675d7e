using System.Threading.Channels;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Kafka.Tests.Reading;

/// <summary>A lane over an intake that answers when the test says so.</summary>
public sealed class StreamLaneTests : IIntake, IDisposable
{
    private static readonly KafkaLimits Limits = new()
    {
        BatchMessagesMax = 3,
        BatchBytesMax = 5,
        HeldMessagesMax = 4,
        RetryAfter = TimeSpan.FromMilliseconds(1),
        RetryAfterMax = TimeSpan.FromMilliseconds(2),
    };

    private readonly Channel<(byte[] Events, TaskCompletionSource Answer)> _calls =
        Channel.CreateUnbounded<(byte[], TaskCompletionSource)>();

    private readonly CancellationTokenSource _stopping = new();
    private readonly PartitionProgress _partition = new(EventStream.Payments, 0, null);
    private readonly StreamLane _lane;
    private readonly RememberingObserver _observer = new();

    public StreamLaneTests() =>
        _lane = new StreamLane(EventStream.Payments, this, Limits, _observer, TimeProvider.System, _stopping.Token);

    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    [Fact]
    public async Task What_comes_during_a_call_is_the_next_one_in_order()
    {
        Add(1);
        _lane.Start();
        Add(2, 3, 4, 5);
        _lane.Start();
        var first = await Call();
        first.Events.ShouldBe([1]);
        first.Answer.SetResult();
        await Harvested();

        _partition.TakeOffsetToStore().ShouldBe(2);
        _lane.Start();
        var second = await Call();
        second.Events.ShouldBe([2, 3, 4], "a call is not larger than it may be");
        second.Answer.SetResult();
        await Harvested();
        _partition.TakeOffsetToStore().ShouldBe(5);
    }

    [Fact]
    public async Task A_call_holds_no_more_bytes_than_it_may_but_a_large_message_still_goes_alone()
    {
        foreach (var (offset, length) in ((int[])[2, 3, 9, 1]).Index())
        {
            var value = new byte[length];
            value[0] = (byte)offset;
            _partition.Judge(offset, value);
            _lane.Add(new ReceivedMessage(_partition, offset, value));
        }

        foreach (var expected in (byte[][])[[0, 1], [2], [3]])
        {
            _lane.Start();
            var call = await Call();
            call.Events.ShouldBe(expected);
            call.Answer.SetResult();
            await Harvested();
        }
    }

    [Fact]
    public async Task A_call_that_fails_is_repeated_as_it_was_until_it_is_answered()
    {
        Add(1, 2);
        _lane.Start();
        foreach (var fault in (Exception[])[
            new StoreUnavailableException("down"), new NotSettledException("late"), new InvalidOperationException("a bug")])
        {
            var failing = await Call();
            failing.Events.ShouldBe([1, 2]);
            failing.Answer.SetException(fault);
        }

        var last = await Call();
        _lane.IsRetrying.ShouldBeTrue();
        _lane.Harvest();
        _partition.TakeOffsetToStore().ShouldBeNull();
        last.Answer.SetResult();
        await Harvested();

        _lane.IsRetrying.ShouldBeFalse();
        _partition.TakeOffsetToStore().ShouldBe(3);
        _observer.Retries.ShouldBe(3);
    }

    [Fact]
    public async Task A_call_refused_for_a_full_queue_is_repeated_and_does_not_make_the_engine_unready()
    {
        Add(1, 2);
        _lane.Start();
        (await Call()).Answer.SetException(new OverloadedException("full"));

        var again = await Call();
        again.Events.ShouldBe([1, 2]);
        _lane.IsRetrying.ShouldBeFalse();
        _partition.TakeOffsetToStore().ShouldBeNull();
        again.Answer.SetResult();
        await Harvested();
        _partition.TakeOffsetToStore().ShouldBe(3);
    }

    [Fact]
    public async Task Fetching_pauses_when_much_is_held_and_goes_on_when_half_of_it_is_gone()
    {
        Add(1, 2, 3);
        _lane.WantsMore(isPaused: false).ShouldBeTrue();
        Add(4);
        _lane.WantsMore(isPaused: false).ShouldBeFalse();
        _lane.WantsMore(isPaused: true).ShouldBeFalse();

        _lane.Start();
        (await Call()).Answer.SetResult();
        await Harvested();
        _lane.WantsMore(isPaused: true).ShouldBeTrue();
    }

    [Fact]
    public async Task What_waits_of_a_partition_given_away_is_forgotten()
    {
        Add(1, 2);
        var kept = new PartitionProgress(EventStream.Payments, 1, null);
        kept.Judge(9, new byte[] { 9 });
        _lane.Add(new ReceivedMessage(kept, 9, new byte[] { 9 }));
        _partition.Revoke();
        _lane.DropRevoked();
        _lane.Start();

        (await Call()).Events.ShouldBe([9]);
    }

    [Fact]
    public async Task A_stop_ends_the_waiting_for_a_repeat_and_nothing_counts_as_finished()
    {
        Add(1);
        _lane.Start();
        var call = await Call();
        await _stopping.CancelAsync();
        call.Answer.SetException(new StoreUnavailableException("down"));
        await Harvested();

        _partition.TakeOffsetToStore().ShouldBeNull();
    }

    async Task<IReadOnlyList<EventResult>> IIntake.Take(
        EventStream stream, IReadOnlyList<ReadOnlyMemory<byte>> events, CancellationToken cancel)
    {
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _calls.Writer.WriteAsync(([.. events.Select(e => e.Span[0])], answer), cancel);
        await answer.Task;
        return [];
    }

    private void Add(params byte[] numbers)
    {
        foreach (var number in numbers)
        {
            _partition.Judge(number, new[] { number }).ShouldBe(Arrival.Take);
            _lane.Add(new ReceivedMessage(_partition, number, new[] { number }));
        }
    }

    private async Task<(byte[] Events, TaskCompletionSource Answer)> Call()
    {
        using var late = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        return await _calls.Reader.ReadAsync(late.Token);
    }

    private async Task Harvested()
    {
        for (var i = 0; _lane.IsBusy && i < 3000; i++)
        {
            await Task.Delay(10);
            _lane.Harvest();
        }

        _lane.IsBusy.ShouldBeFalse();
    }
}

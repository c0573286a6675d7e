using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo.Tests.Operations;

/// <summary>What flows is counted in its second, forgotten in time, and its sizes are told a quarter too high at most.</summary>
public sealed class FlowsTests
{
    private readonly Clock clock = new();
    private readonly Flows flows;

    public FlowsTests() => flows = new Flows(clock);

    [Fact]
    public void Events_are_counted_by_stream_and_outcome_in_the_seconds_asked_for()
    {
        flows.Events(EventStream.Payments, Results(EventStatus.Accepted, EventStatus.Accepted, EventStatus.Rejected), flows.Begin());
        clock.Pass(TimeSpan.FromSeconds(1));
        flows.Events(EventStream.Guarantees, Results(EventStatus.Duplicate, EventStatus.Conflict), flows.Begin());
        flows.EventsFailed(7);
        flows.Refused(429);
        flows.Refused(503);
        clock.Pass(TimeSpan.FromSeconds(1));

        var last = flows.Of(ago: 1, length: 1);
        (last.EventsTotal, last.Failed, last.Refused, last.Broken).ShouldBe((2, 7, 1, 1));
        var both = flows.Of(ago: 1, length: 60);
        both.EventsTotal.ShouldBe(5);
        both.Of(EventStream.Payments, EventStatus.Accepted).ShouldBe(2);
        both.Of(EventStream.Payments, EventStatus.Rejected).ShouldBe(1);
        both.Of(EventStream.Guarantees, EventStatus.Duplicate).ShouldBe(1);
        both.Of(EventStream.Guarantees, EventStatus.Conflict).ShouldBe(1);
    }

    [Fact]
    public void What_is_older_than_the_ring_is_forgotten_and_what_comes_in_its_place_begins_at_nothing()
    {
        flows.EventsFailed(5);
        clock.Pass(TimeSpan.FromSeconds(1024));
        flows.EventsFailed(2);
        clock.Pass(TimeSpan.FromSeconds(1));

        flows.Of(ago: 1, length: Flows.SecondsMax).Failed.ShouldBe(2);
    }

    [Fact]
    public void A_call_of_many_events_weighs_as_many()
    {
        Take(1, TimeSpan.FromMilliseconds(900));
        Take(199, TimeSpan.FromMilliseconds(8));
        clock.Pass(TimeSpan.FromSeconds(2));

        var times = flows.Of(ago: 1, length: 60).EventTimes;
        times.Half.ShouldBeInRange(8_000, 10_000);
        times.Most.ShouldBeInRange(8_000, 10_000);
    }

    [Fact]
    public async Task Nothing_is_lost_when_many_count_within_a_second()
    {
        flows.EventsFailed(0);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                flows.Questions(1, flows.Begin());
            }
        })));
        clock.Pass(TimeSpan.FromSeconds(1));

        flows.Of(ago: 1, length: 1).Questions.ShouldBe(80_000);
    }

    [Fact]
    public void Counting_a_call_makes_no_object()
    {
        var results = Results(EventStatus.Accepted);
        flows.Events(EventStream.Payments, results, flows.Begin());
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            flows.Events(EventStream.Payments, results, flows.Begin());
            flows.Questions(1, flows.Begin());
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(1_000)]
    [InlineData(1_999_999)]
    [InlineData(60_000_000)]
    [InlineData(4_000_000_000)]
    public void A_size_is_told_at_most_a_quarter_too_high_and_never_too_low(long value)
    {
        var counts = new int[Spread.Buckets];
        counts[Spread.BucketOf(value)] = 1;

        Spread.At(counts, 0.99).ShouldBeInRange(value, value + (value / 4));
    }

    [Fact]
    public void Sizes_grow_with_their_buckets_up_to_the_last()
    {
        var buckets = Enumerable.Range(0, 62).SelectMany(static shift => (long[])[(1L << shift) - 1, 1L << shift]).Select(Spread.BucketOf).ToList();
        buckets.ShouldBe(buckets.Order());
        Spread.BucketOf(long.MaxValue).ShouldBe(Spread.Buckets - 1);
        Spread.BucketOf(-1).ShouldBe(0);
    }

    [Fact]
    public void A_bank_is_timed_by_its_own_clock_for_an_hour()
    {
        BankTakes("BIDV", TimeSpan.FromSeconds(3));
        BankTakes("BIDV", TimeSpan.FromMinutes(10));
        clock.Pass(TimeSpan.FromMinutes(59));
        BankTakes("VCB", TimeSpan.FromMilliseconds(-500));
        BankTakes("VCB", TimeSpan.FromSeconds(-5));

        var hour = flows.Banks.LastHour();
        hour.Select(static it => it.Bank).ShouldBe(["BIDV", "VCB"]);
        (hour[0].Freed, hour[0].Worst, hour[0].Most, hour[0].Ahead).ShouldBe((2, 600_000, 600_000, 0));
        hour[0].Half.ShouldBeInRange(3_000, 3_750);
        (hour[1].Freed, hour[1].Worst, hour[1].Ahead).ShouldBe((1, 0, 1), "half a second ahead is no time at all, five seconds cannot be timed");

        clock.Pass(TimeSpan.FromMinutes(1));
        flows.Banks.LastHour().ShouldHaveSingleItem().Bank.ShouldBe("VCB");
    }

    [Fact]
    public void Banks_beyond_a_hundred_are_counted_together()
    {
        for (var i = 0; i < 150; i++)
        {
            BankTakes($"B{i:D3}", TimeSpan.FromSeconds(1));
        }

        var hour = flows.Banks.LastHour();
        hour.Count.ShouldBe(101);
        hour.Single(static it => it.Bank == BankFlows.Others).Freed.ShouldBe(50);
    }

    private void BankTakes(string bank, TimeSpan time)
    {
        BankCode.TryParse(bank, out var code).ShouldBeTrue();
        flows.Banks.Freed(code, time);
    }

    private void Take(int events, TimeSpan time)
    {
        var begun = flows.Begin();
        clock.Pass(time);
        flows.Events(EventStream.Payments, Results([.. Enumerable.Repeat(EventStatus.Accepted, events)]), begun);
    }

    private static List<EventResult> Results(params EventStatus[] statuses) =>
        [.. statuses.Select(static status => new EventResult("id", status))];

    private sealed class Clock : TimeProvider
    {
        private long ticks = TimeSpan.TicksPerDay;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => ticks;

        public void Pass(TimeSpan time) => ticks += time.Ticks;
    }
}

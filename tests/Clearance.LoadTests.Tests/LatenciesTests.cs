using Clearance.LoadTests.Open.Recording;

namespace Clearance.LoadTests.Tests;

public sealed class LatenciesTests
{
    [Fact]
    public void Percentiles_are_right_to_three_digits()
    {
        var latencies = new Latencies();
        for (var micros = 1; micros <= 1_000_000; micros++)
        {
            latencies.Add(micros);
        }

        latencies.Count.ShouldBe(1_000_000);
        latencies.At(50).ShouldBe(500, 0.5);
        latencies.At(99).ShouldBe(990, 1);
        latencies.At(99.99).ShouldBe(999.9, 1);
        latencies.Longest.ShouldBe(1_000, 1);
    }

    [Fact]
    public void Of_nothing_nothing_is_said()
    {
        var latencies = new Latencies();

        latencies.At(99).ShouldBe(0);
        latencies.Longest.ShouldBe(0);
        latencies.Describe().ShouldBe("–");
        latencies.Tail().ToList().ShouldHaveSingleItem();
    }

    [Fact]
    public void What_takes_longer_than_an_hour_took_an_hour()
    {
        var latencies = new Latencies();
        latencies.Add(long.MaxValue);

        latencies.Longest.ShouldBe(3_600_000, 3_600);
    }

    [Fact]
    public void The_tail_rises_towards_the_longest()
    {
        var latencies = new Latencies();
        Enumerable.Range(1, 100_000).ToList().ForEach(micros => latencies.Add(micros));

        var tail = latencies.Tail().ToList();

        tail.Select(static it => it.Percentile).ShouldBeInOrder();
        tail.Select(static it => it.Milliseconds).ShouldBeInOrder();
        tail[^1].ShouldBe((100.0, latencies.Longest));
    }

    /// <summary>An engine that stands still for a second while a call is due each millisecond: who counts from when he sent sees one slow call.</summary>
    [Fact]
    public void What_was_due_while_the_engine_stood_still_counts_as_late()
    {
        long[] due = [.. Enumerable.Range(0, 2_000).Select(static n => n * 1_000L)];
        var tally = new Tally(due);
        for (var i = 0; i < due.Length; i++)
        {
            var answered = due[i] is >= 500_000 and < 1_500_000 ? 1_500_000 : due[i] + 500;
            tally.Note(i, Verdict.Accepted, answered);
        }

        var latencies = new Window(tally, 0, 2_000_000).Latencies();

        latencies.At(40).ShouldBe(0.5, 0.01);
        latencies.At(75).ShouldBe(500, 5);
        latencies.At(99).ShouldBe(980, 5);
        latencies.Longest.ShouldBe(1_000, 5);
    }
}

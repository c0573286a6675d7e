using Clearance.LoadTests.Open.Recording;

namespace Clearance.LoadTests.Tests;

public sealed class WindowTests
{
    private const long Second = 1_000_000;

    [Fact]
    public void What_is_due_in_it_is_offered_and_what_is_answered_in_it_is_achieved()
    {
        var tally = Of((0, Verdict.Accepted, Second + 1), (Second, Verdict.Accepted, 3 * Second), (Second + 5, Verdict.Rejected, Second + 9), (2 * Second, Verdict.None, 0));

        var window = new Window(tally, Second, 2 * Second);

        window.Offered.ShouldBe(2);
        window.OfferedPerSecond.ShouldBe(2);
        window.AchievedPerSecond.ShouldBe(2, "one that was due before, and the rejected one");
        window.Latencies().Longest.ShouldBe(2_000, 2, "it was due in it, and answered after it");
    }

    [Fact]
    public void What_is_refused_is_lost_and_what_customs_kept_was_never_offered()
    {
        var tally = Of(
            (1, Verdict.Accepted, 2), (1, Verdict.Duplicate, 2), (1, Verdict.Conflict, 2), (1, Verdict.Rejected, 2),
            (1, Verdict.RefusedByEngine, 2), (1, Verdict.RefusedByGenerator, 2), (1, Verdict.Unknown, 2), (1, Verdict.None, 0),
            (1, Verdict.Held, 2), (1, Verdict.Held, 2));

        var window = new Window(tally, 0, Second);

        window.Offered.ShouldBe(8);
        window.AchievedPerSecond.ShouldBe(4);
        window.Lost.ShouldBe(0.5);
        window.Latencies().Count.ShouldBe(4);
    }

    [Fact]
    public void A_part_of_the_events_has_a_window_of_its_own()
    {
        var tally = Of((1, Verdict.Accepted, 1_001), (2, Verdict.Accepted, 500_002), (3, Verdict.Accepted, 1_003));

        var odd = new Window(tally, 0, Second, static i => i % 2 == 1);

        odd.Offered.ShouldBe(1);
        odd.AchievedPerSecond.ShouldBe(1);
        odd.Latencies().Longest.ShouldBe(500, 1);
    }

    [Fact]
    public void Second_by_second_it_says_what_was_due_and_what_was_answered()
    {
        var tally = Of((0, Verdict.Accepted, Second), (1, Verdict.RefusedByEngine, 5), (Second + 1, Verdict.Accepted, (2 * Second) + 1));

        var seconds = new Window(tally, 0, 3 * Second).BySecond();

        seconds.Select(static it => it.Offered).ShouldBe([2, 1, 0]);
        seconds.Select(static it => it.Achieved).ShouldBe([0, 1, 1]);
        seconds.Select(static it => it.Refused).ShouldBe([1, 0, 0]);
        seconds.Select(static it => it.Answered).ShouldBe([1L, 1, 0]);
        seconds[0].P99.ShouldBe(1_000, 1);
    }

    [Fact]
    public void The_generators_own_lateness_is_told_from_the_engines()
    {
        var tally = Of((0, Verdict.Accepted, 90_000), (0, Verdict.Accepted, 90_000), (0, Verdict.RefusedByGenerator, 1));
        tally.Send(0, 4_000);
        tally.Send(1, 16_000);

        new Window(tally, 0, Second).SentLate(slice: 5_000).ShouldBe(0.5);
    }

    private static Tally Of(params (long Due, Verdict Verdict, long End)[] events)
    {
        var tally = new Tally([.. events.Select(static e => e.Due)]);
        for (var i = 0; i < events.Length; i++)
        {
            if (events[i].Verdict != Verdict.None)
            {
                tally.Note(i, events[i].Verdict, events[i].End);
            }
        }

        return tally;
    }
}

using Clearance.LoadTests.Open;
using Clearance.LoadTests.Open.Profiles;

namespace Clearance.LoadTests.Tests;

public sealed class LoadTests
{
    private static readonly DateOnly Day = new(2026, 11, 2);

    private static readonly LoadProfile Profile = ProfileReader.Load("national-peak") with
    {
        Seconds = 8,
        WarmUpSeconds = 2,
        Events = new EventLoad { PerSecond = 300, Arrivals = ArrivalKind.Even },
    };

    [Fact]
    public void Every_time_that_something_is_due_has_an_event()
    {
        var load = Made(Profile);

        load.Events.Count.ShouldBe(3_000);
        load.EventTally.Count.ShouldBe(3_000);
        load.Measured.ShouldBe((2_000_000, 10_000_000));
        load.Backlog.ShouldBe(0);
    }

    [Fact]
    public void Customs_asks_so_many_events_later_and_everything_else_keeps_its_order()
    {
        var told = new EventSupply(Profile.Day with { Taxpayers = 300 }, 1, Day).Next(3_000, clearances: true);

        var waited = Load.Reordered(told, 600).ToList();

        var before = told.Index().ToDictionary(static it => it.Item, static it => it.Index);
        var moves = waited.Index().Where(static it => it.Item.AsksAbout is not null && it.Index < 2_400)
            .Select(it => it.Index - before[it.Item]).ToList();
        moves.Count.ShouldBeGreaterThan(200);
        moves.ShouldAllBe(static move => move >= 0 && move <= 600);
        moves.Average().ShouldBeInRange(300, 600);
        waited.Where(static e => e.AsksAbout is null).ShouldBe(told.Where(static e => e.AsksAbout is null));
        waited.ShouldBe(told, ignoreOrder: true);
    }

    [Fact]
    public void What_waited_while_the_engine_was_away_is_due_at_the_beginning_and_has_nothing_of_customs_in_it()
    {
        var load = Made(Profile with { Outage = new Outage { Seconds = 10, EventsPerSecond = 70 } });

        load.Backlog.ShouldBe(700);
        load.Events.Count.ShouldBe(3_700);
        Enumerable.Range(0, 700).ShouldAllBe(i => load.EventTally.Due(i) == 0 && !load.IsLive(i) && load.Events[i].AsksAbout == null);
        load.IsLive(700).ShouldBeTrue();
        load.EventTally.Due(701).ShouldBe(3_333);
    }

    private static Load Made(LoadProfile profile) => Load.Of(profile, new EventSupply(profile.Day with { Taxpayers = 300 }, 1, Day), seed: 1);
}

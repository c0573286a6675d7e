using System.Text;
using System.Text.Json;
using Clearance.LoadTests.Open;
using Clearance.LoadTests.Open.Profiles;

namespace Clearance.LoadTests.Tests;

public sealed class EventSupplyTests
{
    private static readonly DateOnly Day = new(2026, 11, 2);
    private static readonly DayShape Small = new() { Taxpayers = 500 };

    [Fact]
    public void The_same_seed_supplies_the_same_events_to_the_byte()
    {
        var (once, again) = (new EventSupply(Small, 5, Day).Next(3_000, clearances: true), new EventSupply(Small, 5, Day).Next(3_000, clearances: true));

        again.Select(Text).ShouldBe(once.Select(Text));
        new EventSupply(Small, 6, Day).Next(3_000, clearances: true).Select(Text).ShouldNotBe(once.Select(Text));
    }

    [Fact]
    public void Days_that_follow_have_the_same_taxpayers_and_other_declarations_and_ids()
    {
        var supply = new EventSupply(Small, 5, Day);
        var (first, second) = (supply.Next(4_000, clearances: true), supply.Next(4_000, clearances: true));

        Registered(first).Intersect(Registered(second)).ShouldBeEmpty();
        first.Select(static e => e.Id).Intersect(second.Select(static e => e.Id)).ShouldBeEmpty();
        var taxpayers = second.Select(static e => e.Taxpayer).Where(static it => it.Length > 0).ToHashSet();
        taxpayers.Count.ShouldBeInRange(250, 500);
        first.Select(static e => e.Taxpayer).Distinct().Count(taxpayers.Contains).ShouldBeGreaterThan(taxpayers.Count * 7 / 10);
    }

    [Fact]
    public void The_day_is_as_disturbed_as_it_is_meant_to_be()
    {
        var events = new EventSupply(new DayShape(), 1, Day).Next(60_000, clearances: true);

        var ids = events.CountBy(static e => e.Id).ToList();
        (ids.Count(static it => it.Value > 1) / (double)ids.Count).ShouldBeInRange(0.006, 0.014, "one in a hundred comes twice");
        var registrations = events.Where(static e => e.IsRegistration).Select(static e => e.Id).Distinct().ToList();
        (registrations.Count(static id => !id.EndsWith(":0", StringComparison.Ordinal)) / (double)Registered(events).Count)
            .ShouldBeInRange(0.045, 0.075, "five in a hundred are amended, some twice");
        foreach (var term in (string[])["A", "B", "C", "D"])
        {
            events.Count(e => e.IsRegistration && Text(e).Contains($"\"term\":\"{term}\"", StringComparison.Ordinal)).ShouldBeGreaterThan(100);
        }
    }

    [Fact]
    public void Half_of_the_events_are_the_busiest_taxpayers_when_it_declares_half_of_all()
    {
        var events = new EventSupply(Small with { Taxpayers = 5_000, Busiest = 0.5 }, 1, Day).Next(20_000, clearances: true);

        (events.Count(static e => e.IsBusiest) / (double)events.Count).ShouldBeInRange(0.45, 0.6);
        events.Where(static e => e.IsBusiest && e.Taxpayer.Length > 0).Select(static e => e.Taxpayer).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public void Customs_clears_nothing_while_it_cannot_ask()
    {
        new EventSupply(Small, 5, Day).Next(3_000, clearances: true).ShouldContain(static e => e.AsksAbout != null);
        new EventSupply(Small, 5, Day).Next(3_000, clearances: false).ShouldAllBe(static e => e.AsksAbout == null);
    }

    [Fact]
    public void An_event_has_the_key_of_its_topic_and_the_name_that_decisions_know_it_by()
    {
        foreach (var e in new EventSupply(Small, 5, Day).Next(3_000, clearances: true))
        {
            e.Key.ShouldBe(e.Stream == "customs.declarations" || e.Taxpayer.Length == 0 ? e.Declaration : e.Taxpayer, Text(e));
            e.Key.Length.ShouldBeInRange(10, 11, Text(e));
            e.Name.ShouldBe($"{e.Stream}/{JsonDocument.Parse(e.Json).RootElement.GetProperty("id").GetString()}");
        }
    }

    private static HashSet<string> Registered(IEnumerable<OfferedEvent> events) =>
        [.. events.Where(static e => e.IsRegistration).Select(static e => e.Declaration)];

    private static string Text(OfferedEvent e) => Encoding.UTF8.GetString(e.Json.Span);
}

using Clearance.Entities;
using Clearance.Testing.Events;
using Clearance.Testing.Histories;
using Clearance.Testing.Worlds;
using Xunit.Abstractions;

namespace Clearance.Domain.Tests.Laws;

public sealed class RepetitionTests(ITestOutputHelper output)
{
    [Fact]
    public void Everything_delivered_twice_changes_nothing()
    {
        var law = new Law(output, HistoryOptions.Everything);
        law.Holds(history =>
        {
            var once = new DomainWorld();
            new HistoryPlayer(once, history.Seed)
            {
                Counting = (law.Coverage, history.Date),
            }.Play(history.Events);
            var twice = new DomainWorld();
            Twice(twice, history);
            Answers(twice, history).ShouldBe(Answers(once, history));
        });
    }

    [Fact]
    public void An_event_read_and_written_again_is_the_same_event()
    {
        var law = new Law(output, HistoryOptions.Everything with { Faults = false })
        {
            TypesWithout = Coverage.EventTypes,
            ReasonsWithout = Coverage.Reasons,
        };
        law.Holds(history =>
        {
            foreach (var e in history.Events)
            {
                EventJson.Write(e.Read.Event.ShouldNotBeNull(e.ToString())).ShouldBe(e.Utf8.ToArray());
            }
        });
    }

    /// <summary>Each event again at once, and then or later again: known from then on, with the answer it had.</summary>
    private static void Twice(DomainWorld world, History history)
    {
        var random = new Random(history.Seed);
        var answered = new List<(WorldEvent Event, EventResult Result)>();
        foreach (var e in history.Events)
        {
            answered.Add((e, world.Post(e)));
            var (again, first) = random.Next(2) == 0 ? answered[^1] : answered[random.Next(answered.Count)];
            var expected = first.Status == EventStatus.Accepted ? first with { Status = EventStatus.Duplicate } : first;
            world.Post(again).ShouldBe(expected);
        }
    }

    /// <summary>Every answer, with the versions, which count what was applied.</summary>
    private static IEnumerable<string> Answers(DomainWorld world, History history) =>
        WorldSnapshot.Of(world, history.FewDates)
            .Concat(WorldSnapshot.OfLedgers(world, history.Date))
            .Concat(world.Taxpayers.SelectMany(world.DeclarationsOf).OrderBy(it => it.Key).Select(it => $"{it.Key} {it.Version}"))
            .Concat(world.Taxpayers.Select(it => $"{it} {world.Ledger(it).Standing.Version}"));
}

using Clearance.LoadTests.Open;
using Clearance.LoadTests.Open.Profiles;
using Clearance.LoadTests.Open.Ways;

namespace Clearance.LoadTests.Tests;

public sealed class OpenLoopTests
{
    [Fact]
    public async Task It_offers_everything_once_in_order_and_never_before_it_is_due_though_nothing_is_answered()
    {
        var profile = ProfileReader.Load("national-peak") with
        {
            Seconds = 1,
            WarmUpSeconds = 0,
            Events = new EventLoad { PerSecond = 400 },
            Queries = new QueryLoad { PerSecond = 0 },
        };
        var load = Load.Of(profile, new EventSupply(new DayShape { Taxpayers = 50 }, 1, new DateOnly(2026, 11, 2)), seed: 1);
        var clock = new RunClock();
        var silent = new SilentWay(load, clock);
        using var nobody = new OpenCalls(new Uri("http://127.0.0.1:1"), 1);

        await new OpenLoop(load, silent, new QueryWay(nobody, load, new KnownDeclarations(1), clock), clock)
            .Run(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(3));

        silent.Offered.ShouldBe(Enumerable.Range(0, load.Events.Count));
        silent.Early.ShouldBe(0);
        Enumerable.Range(0, load.Events.Count).ShouldAllBe(i => load.EventTally.Sent(i) >= load.EventTally.Due(i));
    }

    /// <summary>Takes everything and never answers.</summary>
    private sealed class SilentWay(Load load, RunClock clock) : IEventWay
    {
        public List<int> Offered { get; } = [];

        public int Early { get; private set; }

        public int UnderWay => Offered.Count;

        public long? Finished => null;

        public void Offer(int first, int count)
        {
            var now = clock.Now;
            for (var i = first; i < first + count; i++)
            {
                Offered.Add(i);
                Early += load.EventTally.Due(i) > now ? 1 : 0;
            }
        }

        public Task CatchUp(CancellationToken cancel) => Task.CompletedTask;

        public Task Drain(CancellationToken cancel) => Task.CompletedTask;
    }
}

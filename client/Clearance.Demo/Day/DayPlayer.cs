using System.Diagnostics;
using Clearance.Workload;

namespace Clearance.Demo;

/// <summary>Plays the day: a few minutes at a time, every stream in its order, the streams beside each other.</summary>
internal sealed class DayPlayer(EngineApi engine, NationalDay day, DemoOptions options, DayRecord record)
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(6);
    private static readonly TimeSpan Midnight = TimeSpan.FromDays(1);
    private const int EventsPerPost = 200;

    private readonly AskingCustoms _customs = new(engine, options.Day, record);
    private int _next;

    public async Task Play(IDayScreen screen, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        for (var now = Step; now <= Midnight; now += Step)
        {
            await Post(Arrived(now), cancel);
            await Post(await _customs.LetGo(now, cancel), cancel);
            screen.Passed(now, record);
            var early = (options.Length * (now / Midnight)) - clock.Elapsed;
            if (early > TimeSpan.Zero)
            {
                await Task.Delay(early, cancel);
            }
        }

        record.Took = clock.Elapsed;
    }

    private List<WorkloadEvent> Arrived(TimeSpan now)
    {
        var arrived = new List<WorkloadEvent>();
        for (; _next < day.Events.Count && day.Events[_next].Arrives <= now; _next++)
        {
            var e = day.Events[_next];
            if (e.AsksAbout is null)
            {
                arrived.Add(e);
            }
            else
            {
                _customs.Wants(e);
            }
        }

        return arrived;
    }

    private Task Post(IReadOnlyList<WorkloadEvent> events, CancellationToken cancel) =>
        Task.WhenAll(events.GroupBy(e => e.Stream).Select(stream => Post(stream.Key, stream, cancel)));

    private async Task Post(string stream, IEnumerable<WorkloadEvent> events, CancellationToken cancel)
    {
        foreach (var part in events.Chunk(EventsPerPost))
        {
            var answer = await engine.Post(stream, [.. part.Select(e => e.Json)], cancel);
            record.Posted(stream, part.Select(e => e.Type), answer);
        }
    }
}

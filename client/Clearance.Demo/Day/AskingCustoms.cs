using Clearance.Workload;

namespace Clearance.Demo;

/// <summary>Customs, which asks the engine before it clears: what must wait is asked about again later.</summary>
internal sealed class AskingCustoms(EngineApi engine, DateOnly day, DayRecord record)
{
    private static readonly TimeSpan AsksAgainAfter = TimeSpan.FromMinutes(45);
    private const int AskedAtOnce = 1_000;

    private readonly PriorityQueue<WorkloadEvent, TimeSpan> _waiting = new();

    /// <summary>Takes a clearance that customs would record.</summary>
    public void Wants(WorkloadEvent e) => _waiting.Enqueue(e, e.Arrives);

    /// <summary>What the engine lets go by now.</summary>
    public async Task<IReadOnlyList<WorkloadEvent>> LetGo(TimeSpan now, CancellationToken cancel)
    {
        var asking = new List<WorkloadEvent>();
        while (asking.Count < AskedAtOnce && _waiting.TryPeek(out var next, out var at) && at <= now)
        {
            asking.Add(_waiting.Dequeue());
        }

        if (asking.Count == 0)
        {
            return [];
        }

        var decisions = await engine.Decide([.. asking.Select(e => e.AsksAbout!)], day, cancel);
        var free = new List<WorkloadEvent>();
        var wait = 0;
        for (var i = 0; i < asking.Count; i++)
        {
            switch (Verdict(asking[i], decisions[i].Outcome))
            {
                case true:
                    free.Add(asking[i]);
                    break;
                case false:
                    wait++;
                    _waiting.Enqueue(asking[i], now + AsksAgainAfter);
                    break;
                case null:
                    break;
            }
        }

        record.CustomsAsked(asking.Count, wait);
        return free;
    }

    /// <summary>True: recorded now. False: asked again later. Null: there is nothing left to record.</summary>
    private static bool? Verdict(WorkloadEvent e, string? outcome)
    {
        var releases = e.Json.Span.IndexOf("\"outcome\":\"released\""u8) >= 0;
        return outcome switch
        {
            "clear" => releases ? null : true,
            "release" => releases,
            "cleared" or "cancelled" => null,
            "released" => releases ? null : true,
            _ => false,
        };
    }
}

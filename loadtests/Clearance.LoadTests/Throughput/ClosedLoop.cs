using System.Collections.Concurrent;
using System.Diagnostics;
using Clearance.Workload;

namespace Clearance.LoadTests;

/// <summary>Posts bodies, a fixed number in flight: each connection posts registrations, then the payments of the same.</summary>
internal sealed class ClosedLoop(EngineCalls engine, ConcurrentQueue<(CommonBatch Registrations, CommonBatch Payments)> ready)
{
    private readonly ConcurrentQueue<(long From, long To, CommonBatch Batch)> _done = new();

    /// <summary>Bodies posted, in order of their answers.</summary>
    public IReadOnlyList<CommonBatch> Posted => [.. _done.OrderBy(it => it.To).Select(it => it.Batch)];

    /// <summary>Events not accepted, which there should not be.</summary>
    public int NotAccepted { get; private set; }

    /// <summary>Runs until the time is over or nothing is ready.</summary>
    public async Task Run(int connections, TimeSpan length, CancellationToken cancel)
    {
        var end = Stopwatch.GetTimestamp() + (long)(length.TotalSeconds * Stopwatch.Frequency);
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(() => Connection(end, cancel), cancel)));
    }

    /// <summary>What was answered between two times: events per second, and the percentiles of a body's time.</summary>
    public (double PerSecond, TimeSpan P50, TimeSpan P99, int Bodies) Between(long from, long to)
    {
        var within = _done.Where(it => it.To > from && it.To <= to).ToList();
        var took = within.Select(it => Stopwatch.GetElapsedTime(it.From, it.To)).Order().ToList();
        return took.Count == 0
            ? default
            : (within.Sum(it => it.Batch.Count) / Stopwatch.GetElapsedTime(from, to).TotalSeconds,
                took[took.Count / 2], took[(int)(took.Count * 0.99)], took.Count);
    }

    private async Task Connection(long end, CancellationToken cancel)
    {
        while (Stopwatch.GetTimestamp() < end && ready.TryDequeue(out var next))
        {
            await Post(next.Registrations, cancel);
            await Post(next.Payments, cancel);
        }
    }

    private async Task Post(CommonBatch batch, CancellationToken cancel)
    {
        var from = Stopwatch.GetTimestamp();
        var accepted = await engine.Post(batch.Stream, batch.Body, "accepted", cancel);
        _done.Enqueue((from, Stopwatch.GetTimestamp(), batch));
        if (accepted != batch.Count)
        {
            lock (_done)
            {
                NotAccepted += batch.Count - accepted;
            }
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using Clearance.Workload;

namespace Clearance.LoadTests;

/// <summary>A store that is filled through an engine, and measured at some sizes: a start, the first answer, then the rate.</summary>
/// <param name="store">The store.</param>
/// <param name="events">What it is filled with, and measured by.</param>
/// <param name="options">How.</param>
/// <param name="report">Hears what was measured.</param>
internal sealed class GrowingStore(MeasuredStore store, CommonEvents events, GrowthOptions options, Report report)
{
    private const int Batch = 500;
    private const int Connections = 8;
    private const int AskedAgain = 48;

    /// <summary>Enough for a measurement at the greatest rate there is: the run ends earlier if they are used up.</summary>
    private const int EventsPerSecondMost = 20_000;

    private readonly Queue<CommonBatch> _filled = new();
    private string _name = "";

    /// <summary>Declarations in the store.</summary>
    public int Declarations { get; private set; }

    /// <summary>What the next measurements are called.</summary>
    public void Call(string name) => _name = name;

    /// <summary>Fills it by declarations that are registered and paid.</summary>
    public async Task Fill(int declarations, CancellationToken cancel)
    {
        var missing = declarations - Declarations;
        if (missing <= 0)
        {
            return;
        }

        await using var engine = await store.Engine(0, cancel);
        using var calls = new EngineCalls(engine.Address, Connections);
        var from = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            Bodies(missing),
            new ParallelOptions { MaxDegreeOfParallelism = Connections, CancellationToken = cancel },
            async (next, ended) =>
            {
                await Accepted(calls, next.Registrations, ended);
                await Accepted(calls, next.Payments, ended);
            });
        var took = Stopwatch.GetElapsedTime(from);
        report.Add($"{_name}: filled by", string.Create(
            CultureInfo.InvariantCulture, $"{2 * missing:N0} events in {took.TotalSeconds:0} s, {2 * missing / took.TotalSeconds:N0} /s"));
    }

    /// <summary>Starts an engine on it, asks its first question, and measures the rate; what is wrong with the books, or nothing.</summary>
    public async Task<IReadOnlyList<string>> Measure(CancellationToken cancel)
    {
        var asked = _filled.Last().Rows[^1].Declaration;
        var from = Stopwatch.GetTimestamp();
        await using var engine = await store.Engine(0, cancel);
        var ready = Stopwatch.GetElapsedTime(from);
        using var calls = new EngineCalls(engine.Address, Connections);
        var first = await calls.Outcomes([asked], FreshEvents.Today, cancel);
        report.Add($"{_name}: ready after its start", ready.TotalSeconds, "s", "0.0");
        report.Add($"{_name}: first answer after its start", Stopwatch.GetElapsedTime(from).TotalSeconds, "s", "0.0");
        report.Add($"{_name}: memory then", engine.Memory.Now >> 20, "MB");

        var loop = new ClosedLoop(calls, new(Bodies((int)(EventsPerSecondMost * (options.WarmUp + options.Length).TotalSeconds) / 2)));
        await loop.Run(Connections, options.WarmUp, cancel);
        var (start, cpu, server, profile) = (Stopwatch.GetTimestamp(), engine.Cpu, store.Cpu, ThreadProfile.Of(engine.Pid));
        await loop.Run(Connections, options.Length, cancel);
        var (end, used) = (Stopwatch.GetTimestamp(), engine.Cpu - cpu + ((store.Cpu - server) ?? TimeSpan.Zero));
        var written = ThreadProfile.Of(engine.Pid)?.Written(profile!) ?? 0;
        Declarations += loop.Posted.Where(static batch => batch.Stream == StreamNames.Payments).Sum(static batch => batch.Count);

        var (perSecond, p50, p99, _) = loop.Between(start, end);
        var seconds = Stopwatch.GetElapsedTime(start, end).TotalSeconds;
        report.Add($"{_name}: durable events per second", perSecond, "/s");
        report.Add($"{_name}: CPU of an event, engine and database", 1e6 * used.TotalSeconds / (perSecond * seconds), "µs");
        report.Add($"{_name}: written to disk for an event, by the engine itself", written / (perSecond * seconds), "KiB", "0.0");
        report.Add($"{_name}: time of a body, p50 and p99", $"{p50.TotalMilliseconds:0} ms, {p99.TotalMilliseconds:0} ms");
        report.Add($"{_name}: memory at most", engine.Memory.Most >> 20, "MB");
        return [.. Wrong(first[0], loop), .. await new Books(calls, events.Taxpayers, FreshEvents.Today).Check([.. _filled, .. loop.Posted], cancel)];
    }

    private static IEnumerable<string> Wrong(string first, ClosedLoop loop)
    {
        if (first != "clear")
        {
            yield return $"the first answer is {first}";
        }

        if (loop.NotAccepted > 0)
        {
            yield return $"{loop.NotAccepted} events not accepted";
        }
    }

    private IEnumerable<(CommonBatch Registrations, CommonBatch Payments)> Bodies(int declarations)
    {
        for (var left = declarations; left > 0; left -= Batch)
        {
            yield return events.Next(Math.Min(Batch, left));
        }
    }

    /// <summary>Posts a body of the filling; of all of them a few are kept, to be asked about afterwards.</summary>
    private async Task Accepted(EngineCalls calls, CommonBatch batch, CancellationToken cancel)
    {
        var accepted = await calls.Post(batch.Stream, batch.Body, "accepted", cancel);
        if (accepted != batch.Count)
        {
            throw new InvalidOperationException($"{batch.Count - accepted} of {batch.Count} events were not accepted while filling.");
        }

        if (batch.Stream != StreamNames.Payments)
        {
            return;
        }

        lock (_filled)
        {
            Declarations += batch.Count;
            _filled.Enqueue(batch);
            if (_filled.Count > AskedAgain)
            {
                _filled.Dequeue();
            }
        }
    }
}

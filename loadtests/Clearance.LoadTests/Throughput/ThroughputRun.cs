using System.Collections.Concurrent;
using System.Diagnostics;
using Clearance.Workload;

namespace Clearance.LoadTests;

/// <summary>
/// One run: earlier ids, an engine of its own, bodies made ready, a warm-up, the measured time, the books, and then the bare
/// writer of the same rows on a copy of the same store.
/// </summary>
internal sealed class ThroughputRun(ThroughputOptions options)
{
    private static readonly DateOnly Day = FreshEvents.Today;

    private readonly Report _report = new("Durable events per second, over HTTP");
    private readonly MeasuredStore _store = new(options.Store, options.Silo, options.Url);
    private CommonEvents _events = null!;

    public Task<int> Run(CancellationToken cancel) => _store.Run(_report, () => RunPrepared(cancel), cancel);

    private async Task<int> RunPrepared(CancellationToken cancel)
    {
        var ready = MakeReady();
        var posted = await Measure(ready, cancel);
        if (posted is null)
        {
            return 1;
        }

        await _store.Compare(EnginePerSecond, posted, _events.Taxpayers, _report, cancel);
        _report.Save(options.Report, Cli.CommandLine);
        return 0;
    }

    private double EnginePerSecond { get; set; }

    private ConcurrentQueue<(CommonBatch Registrations, CommonBatch Payments)> MakeReady()
    {
        _events = FreshEvents.Of(options.Taxpayers, options.Skew, Day);
        var ready = new ConcurrentQueue<(CommonBatch, CommonBatch)>();
        for (var made = 0; made < options.Events; made += 2 * options.Batch)
        {
            ready.Enqueue(_events.Next(options.Batch));
        }

        _report.Add("load", $"bodies of {options.Batch} events, {options.Connections} in flight");
        _report.Add("taxpayers", $"{options.Taxpayers}, Zipf {options.Skew}");
        GC.Collect();
        return ready;
    }

    private async Task<IReadOnlyList<CommonBatch>?> Measure(
        ConcurrentQueue<(CommonBatch Registrations, CommonBatch Payments)> ready, CancellationToken cancel)
    {
        await using var engine = await _store.Engine(options.Pid, cancel);
        using var calls = new EngineCalls(engine.Address, options.Connections);
        var loop = new ClosedLoop(calls, ready);
        await loop.Run(options.Connections, options.WarmUp, cancel);

        using var self = Process.GetCurrentProcess();
        var before = ThreadProfile.Of(engine.Pid);
        var (from, cpu, own, server) = (Stopwatch.GetTimestamp(), engine.Cpu, self.TotalProcessorTime, _store.Cpu);
        await loop.Run(options.Connections, options.Length, cancel);
        var (to, used) = (Stopwatch.GetTimestamp(), engine.Cpu - cpu);
        self.Refresh();
        var after = ThreadProfile.Of(engine.Pid);
        Describe(loop, engine, calls, (from, to), used, self.TotalProcessorTime - own, _store.Cpu - server);
        if (before is not null)
        {
            var seconds = Stopwatch.GetElapsedTime(from, to).TotalSeconds;
            after?.Describe(_report, before, seconds, EnginePerSecond * seconds);
        }

        var wrong = await new Books(calls, _events.Taxpayers, Day).Check(loop.Posted, cancel);
        if (wrong.Count > 0 || loop.NotAccepted > 0)
        {
            _report.Add("no result", $"{loop.NotAccepted} events not accepted; {string.Join("; ", wrong.Take(5))}");
            return null;
        }

        _report.Add("books", "sampled events are duplicates, sampled declarations clear, sampled taxpayers balanced");
        return loop.Posted;
    }

    private void Describe(
        ClosedLoop loop, EngineProcess engine, EngineCalls calls, (long From, long To) window, TimeSpan cpu, TimeSpan generator,
        TimeSpan? database)
    {
        var (perSecond, p50, p99, bodies) = loop.Between(window.From, window.To);
        var seconds = Stopwatch.GetElapsedTime(window.From, window.To).TotalSeconds;
        EnginePerSecond = perSecond;
        _report.Add("measured", $"{seconds:0.0} s, {bodies} bodies");
        _report.Add("durable events per second", perSecond, "/s");
        if (engine.Pid != 0)
        {
            _report.Add("events per CPU-second of the engine", perSecond * seconds / cpu.TotalSeconds, "");
            var (now, most) = engine.Memory;
            _report.Add("CPU of the engine", cpu.TotalSeconds / seconds, "cores", "0.00");
            _report.Add("CPU of the generator", generator.TotalSeconds / seconds, "cores", "0.00");
            _report.Add("memory of the engine, now and at most", $"{now >> 20} MB, {most >> 20} MB");
        }

        if (database is { } server)
        {
            _report.Add("CPU of the database's server", server.TotalSeconds / seconds, "cores", "0.00");
            _report.Add("events per CPU-second of both", perSecond * seconds / (cpu + server).TotalSeconds, "");
        }

        _report.Add("time of a body, p50 and p99", $"{p50.TotalMilliseconds:0} ms, {p99.TotalMilliseconds:0} ms");
        _report.Add("times the engine asked to wait", calls.Waited, "");
    }
}

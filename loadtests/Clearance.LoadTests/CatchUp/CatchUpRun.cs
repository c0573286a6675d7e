using System.Diagnostics;
using Clearance.Workload;

namespace Clearance.LoadTests;

/// <summary>
/// One run: an engine that reads topics is given many events at once, and the time is taken until all of them are decided.
/// The events are made before the clock starts; writing them to the brokers is part of what is measured.
/// </summary>
internal sealed class CatchUpRun(CatchUpOptions options)
{
    private const int BatchEvents = 500;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);
    private static readonly DateOnly Day = FreshEvents.Today;

    private readonly Report _report = new("Durable events per second, from Kafka");

    private readonly MeasuredStore _store = new(options.Store, options.Silo, options.Url);

    public Task<int> Run(CancellationToken cancel) => _store.Run(_report, () => RunPrepared(cancel), cancel);

    private async Task<int> RunPrepared(CancellationToken cancel)
    {
        var events = FreshEvents.Of(options.Taxpayers, options.Skew, Day);
        var (warmUp, measured) = (Make(events, options.WarmUp), Make(events, options.Events));
        _report.Add("taxpayers", $"{options.Taxpayers}, Zipf {options.Skew}");
        _report.Add("decisions are published", options.Url is not null ? "as the engine is set" : options.Publish ? "yes" : "no");
        GC.Collect();

        double perSecond;
        await using (var engine = await _store.Engine(options.Pid, cancel, options.EngineOptions))
        {
            using var calls = new EngineCalls(engine.Address, 4);
            using var topics = new TopicWriter(options, events.Taxpayers);
            topics.Write(warmUp);
            await Decided(calls, topics.Last, cancel);
            perSecond = await Measure(engine, calls, topics, measured, cancel);

            var wrong = await new Books(calls, events.Taxpayers, Day).Check(Batches(measured), cancel);
            if (wrong.Count > 0)
            {
                _report.Add("no result", string.Join("; ", wrong.Take(5)));
                return 1;
            }

            _report.Add("books", "sampled events are duplicates, sampled declarations clear, sampled taxpayers balanced");
        }

        await _store.Compare(perSecond, [.. Batches(warmUp), .. Batches(measured)], events.Taxpayers, _report, cancel);
        _report.Save(options.Report, Cli.CommandLine);
        return 0;
    }

    private static List<CommonBatch> Batches(List<(CommonBatch Registrations, CommonBatch Payments)> pairs) =>
        [.. pairs.SelectMany(static it => (CommonBatch[])[it.Registrations, it.Payments])];

    private static List<(CommonBatch Registrations, CommonBatch Payments)> Make(CommonEvents events, int count) =>
        [.. Enumerable.Range(0, Math.Max(1, count / (2 * BatchEvents))).Select(_ => events.Next(BatchEvents))];

    private async Task<double> Measure(
        EngineProcess engine, EngineCalls calls, TopicWriter topics,
        List<(CommonBatch Registrations, CommonBatch Payments)> batches, CancellationToken cancel)
    {
        var profile = ThreadProfile.Of(engine.Pid);
        var (from, cpu, others) = (Stopwatch.GetTimestamp(), engine.Cpu, OthersCpu);
        topics.Write(batches);
        var wrote = Stopwatch.GetElapsedTime(from).TotalSeconds;
        await Decided(calls, topics.Last, cancel);
        var seconds = Stopwatch.GetElapsedTime(from).TotalSeconds;
        var (used, usedByOthers) = ((engine.Cpu - cpu).TotalSeconds, (OthersCpu - others).TotalSeconds);

        var count = batches.Sum(static it => it.Registrations.Count + it.Payments.Count);
        _report.Add("events, all in the topics after", $"{count:N0}, {wrote:0.0} s");
        _report.Add("all decided after", seconds, "s", "0.0");
        _report.Add("durable events per second", count / seconds, "/s");
        if (engine.Pid != 0)
        {
            var (now, most) = engine.Memory;
            _report.Add("CPU of the engine", used / seconds, "cores", "0.00");
            _report.Add("CPU of brokers and database", usedByOthers / seconds, "cores", "0.00");
            _report.Add("events per CPU-second of all of them", count / (used + usedByOthers), "");
            _report.Add("memory of the engine, now and at most", $"{now >> 20} MB, {most >> 20} MB");
            ThreadProfile.Of(engine.Pid)?.Describe(_report, profile!, seconds, count);
        }

        return count / seconds;
    }

    private TimeSpan OthersCpu => ProcessTree.Cpu(options.Others) + (_store.Cpu ?? TimeSpan.Zero);

    private static async Task Decided(EngineCalls calls, IReadOnlyList<string> declarations, CancellationToken cancel)
    {
        var from = Stopwatch.GetTimestamp();
        while ((await calls.Outcomes(declarations, Day, cancel)).Any(static outcome => outcome != "clear"))
        {
            if (Stopwatch.GetElapsedTime(from) > Patience)
            {
                throw new TimeoutException($"Not decided after {Patience}: does the engine read these brokers?");
            }

            await Task.Delay(Look, cancel);
        }
    }
}

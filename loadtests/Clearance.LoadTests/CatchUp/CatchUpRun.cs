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

    public async Task<int> Run(CancellationToken cancel)
    {
        _report.AddMachine();
        var events = FreshEvents.Of(options.Taxpayers, options.Skew, Day);
        var (warmUp, measured) = (Make(events, options.WarmUp), Make(events, options.Events));
        _report.Add("taxpayers", $"{options.Taxpayers}, Zipf {options.Skew}");
        GC.Collect();

        using var calls = new EngineCalls(options.Url, 4);
        using var topics = new TopicWriter(options, events.Taxpayers);
        topics.Write(warmUp);
        await Decided(calls, topics.Last, cancel);
        await Measure(calls, topics, measured, cancel);

        var written = measured.SelectMany(static it => (CommonBatch[])[it.Registrations, it.Payments]).ToList();
        var wrong = await new Books(calls, events.Taxpayers, Day).Check(written, cancel);
        if (wrong.Count > 0)
        {
            _report.Add("no result", string.Join("; ", wrong.Take(5)));
            return 1;
        }

        _report.Add("books", "sampled events are duplicates, sampled declarations clear, sampled taxpayers balanced");
        _report.Save(options.Report, Cli.CommandLine);
        return 0;
    }

    private static List<(CommonBatch Registrations, CommonBatch Payments)> Make(CommonEvents events, int count) =>
        [.. Enumerable.Range(0, Math.Max(1, count / (2 * BatchEvents))).Select(_ => events.Next(BatchEvents))];

    private async Task Measure(
        EngineCalls calls, TopicWriter topics, List<(CommonBatch Registrations, CommonBatch Payments)> batches,
        CancellationToken cancel)
    {
        var engine = EngineProcess.At(options.Url, options.Pid);
        var profile = ThreadProfile.Of(options.Pid);
        var (from, cpu, others) = (Stopwatch.GetTimestamp(), engine.Cpu, ProcessTree.Cpu(options.Others));
        topics.Write(batches);
        var wrote = Stopwatch.GetElapsedTime(from).TotalSeconds;
        await Decided(calls, topics.Last, cancel);
        var seconds = Stopwatch.GetElapsedTime(from).TotalSeconds;
        var (used, usedByOthers) = ((engine.Cpu - cpu).TotalSeconds, (ProcessTree.Cpu(options.Others) - others).TotalSeconds);

        var count = batches.Sum(static it => it.Registrations.Count + it.Payments.Count);
        _report.Add("events, all in the topics after", $"{count:N0}, {wrote:0.0} s");
        _report.Add("all decided after", seconds, "s", "0.0");
        _report.Add("durable events per second", count / seconds, "/s");
        if (options.Pid != 0)
        {
            var (now, most) = engine.Memory;
            _report.Add("CPU of the engine", used / seconds, "cores", "0.00");
            _report.Add("CPU of the others", usedByOthers / seconds, "cores", "0.00");
            _report.Add("events per CPU-second of all of them", count / (used + usedByOthers), "");
            _report.Add("memory of the engine, now and at most", $"{now >> 20} MB, {most >> 20} MB");
            ThreadProfile.Of(options.Pid)?.Describe(_report, profile!, seconds, count);
        }
    }

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

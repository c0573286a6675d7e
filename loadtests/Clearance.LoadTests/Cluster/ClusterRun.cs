using System.Diagnostics;
using System.Globalization;

namespace Clearance.LoadTests;

/// <summary>
/// Silos over one database under a load that goes on by schedule: one is killed again and again, one stands still and wakes, all
/// are restarted in turn, and there are one, three and two of them. Then every đồng is counted.
/// </summary>
internal sealed class ClusterRun(ClusterOptions options)
{
    /// <summary>Stories at once while the rate is measured.</summary>
    private const int Lines = 32;

    private static readonly DateOnly Day = FreshEvents.Today;
    private static readonly TimeSpan WakesWithin = TimeSpan.FromSeconds(10);

    private readonly Report _report = new("Silos of a cluster that are killed, stand still and are restarted under load");
    private readonly List<string> _late = [];

    public async Task<int> Run(CancellationToken cancel)
    {
        Directory.CreateDirectory(options.Folder);
        await using var databases = await ScratchDatabases.Create(options.Connection, 0, cancel);
        await using var silos = new SiloSet(options, await databases.New(cancel));
        using var calls = new ClusterCalls(silos);
        var events = FreshEvents.Of(options.Taxpayers, 0.6, Day);
        var load = new ClusterLoad(calls, events, options);
        _report.AddMachine();
        _report.Add("load", string.Create(
            CultureInfo.InvariantCulture,
            $"bodies of {options.Batch}, {options.Taxpayers} taxpayers, {options.Moved:P0} of the stories with money moved between ledgers, {options.Queries} questions a second"));
        await StartAll(silos, cancel);
        var rate = await MeasureRate(load, cancel);
        using var over = new CancellationTokenSource();
        var offering = load.Offer(rate * options.Share, over.Token, cancel);
        await Disturb(silos, load, cancel);
        await over.CancelAsync();
        await offering;
        var wrong = await new ClusterBooks(calls, events.Taxpayers, Day).Check(load.Posted, cancel);
        foreach (var (reason, count) in calls.Refusals.OrderByDescending(static it => it.Value).Take(8))
        {
            _report.Add($"repeated {count} times", reason);
        }

        return Conclude(load, wrong);
    }

    private async Task StartAll(SiloSet silos, CancellationToken cancel)
    {
        for (var silo = 0; silo < options.Silos; silo++)
        {
            await silos.Start(silo, cancel);
        }
    }

    private async Task<double> MeasureRate(ClusterLoad load, CancellationToken cancel)
    {
        await load.Flood(Lines, options.Calm / 2, cancel);
        var from = Stopwatch.GetTimestamp();
        await load.Flood(Lines, options.Calm, cancel);
        var rate = load.Bodies.PerSecond(from, Stopwatch.GetTimestamp());
        _report.Add($"rate of {options.Silos} silos", rate, "events/s");
        _report.Add("offered while things happen", rate * options.Share, "events/s");
        return rate;
    }

    private async Task Disturb(SiloSet silos, ClusterLoad load, CancellationToken cancel)
    {
        await Watch("nothing happens", load, () => Task.CompletedTask, cancel);
        for (var round = 0; round < options.Kills; round++)
        {
            var silo = round % options.Silos;
            await Watch($"kill {round + 1}", load, () => silos.Kill(silo), cancel);
            await Watch($"start after kill {round + 1}", load, () => silos.Start(silo, cancel), cancel);
        }

        if (options.Still > TimeSpan.Zero)
        {
            await Watch($"stand still for {options.Still.TotalSeconds:0} s, and wake", load, () => StandStill(silos, cancel), cancel);
        }

        for (var silo = 0; silo < options.Silos; silo++)
        {
            var next = silo;
            await Watch($"restart of silo {silo}", load, () => Restart(silos, next, cancel), cancel);
        }

        await Scale(silos, load, cancel);
    }

    /// <summary>All but one are stopped, then all started, then one is stopped.</summary>
    private async Task Scale(SiloSet silos, ClusterLoad load, CancellationToken cancel)
    {
        for (var silo = options.Silos - 1; silo > 0; silo--)
        {
            await silos.Stop(silo);
        }

        await Watch("one silo", load, () => Task.CompletedTask, cancel);
        for (var silo = 1; silo < options.Silos; silo++)
        {
            var next = silo;
            await Watch($"{silo + 1} silos", load, () => silos.Start(next, cancel), cancel);
        }

        await Watch($"{options.Silos - 1} silos", load, () => silos.Stop(0), cancel);
    }

    /// <summary>Awake again, it may learn that the others declared it dead, and end: then it is started, as its supervisor would.</summary>
    private async Task StandStill(SiloSet silos, CancellationToken cancel)
    {
        silos[0].StandStill();
        await Task.Delay(options.Still, cancel);
        silos[0].GoOn();
        if (await silos[0].Ended(WakesWithin))
        {
            await silos.Start(0, cancel);
        }
    }

    private static async Task Restart(SiloSet silos, int silo, CancellationToken cancel)
    {
        await silos.Stop(silo);
        await silos.Start(silo, cancel);
    }

    /// <summary>Lets something happen, lets the load go on for a while, and says what callers noticed from its beginning on.</summary>
    private async Task Watch(string what, ClusterLoad load, Func<Task> happens, CancellationToken cancel)
    {
        var from = Stopwatch.GetTimestamp();
        await happens();
        await Task.Delay(options.Calm / 2, cancel);
        var to = Stopwatch.GetTimestamp();
        await load.Answered(to, cancel);
        var (bodies, questions) = (load.Bodies.Between(from, to), load.Questions.Between(from, to));
        _report.Add(what, string.Create(
            CultureInfo.InvariantCulture,
            $"{bodies.Offered:N0} events/s; decided within {Ms(bodies.At(0.5))}, p99 {Ms(bodies.At(0.99))}, at most {Ms(bodies.Longest)} ({bodies.LongestIs}); answered {questions.AnsweredAtOnce:0.00%}, with one retry {questions.Answered:0.00%}, p99 {Ms(questions.At(0.99))}"));
        if (bodies.Longest > TimeSpan.FromSeconds(15) || questions.Answered < 0.99)
        {
            _late.Add(what);
        }
    }

    private int Conclude(ClusterLoad load, IReadOnlyList<string> wrong)
    {
        _report.Add("events", load.Posted.Sum(static batch => batch.Count), "");
        _report.Add("over 15 s, or under 99 % answered", _late.Count == 0 ? "never" : string.Join(", ", _late));
        if (wrong.Count > 0)
        {
            _report.Add("no result", string.Join("; ", wrong.Take(5)));
            return 1;
        }

        _report.Add("books", "every event is there once, every declaration clear, every taxpayer's money adds up to what was paid");
        _report.Save(options.Report, Cli.CommandLine);
        return _late.Count == 0 ? 0 : 1;
    }

    private static string Ms(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:N0} ms");
}

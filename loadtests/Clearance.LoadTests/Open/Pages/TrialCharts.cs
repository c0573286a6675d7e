using System.Globalization;
using Clearance.LoadTests.Open.Recording;

namespace Clearance.LoadTests.Open.Pages;

/// <summary>The plots of one load.</summary>
internal sealed class TrialCharts(TrialResult result)
{
    private const double Micros = 1e6;

    private static readonly double[] MarkedPercentiles = [0, 50, 90, 99, 99.9, 99.99, 99.999];

    private readonly double _warmUp = result.Profile.WarmUpSeconds;
    private readonly IReadOnlyList<Second> _events = Seconds(result.Load.EventTally, result, result.Load.IsLive);
    private readonly IReadOnlyList<Second> _all = result.Load.Backlog == 0 ? [] : Seconds(result.Load.EventTally, result, null);
    private readonly IReadOnlyList<Second> _queries = Seconds(result.Load.QueryTally, result, null);

    /// <summary>All of them that there is something to show of.</summary>
    public IEnumerable<Chart> All() => new[]
    {
        Rates(), Times("Events: from when they were due until decided", _events), Tail(),
        QueryRates(), Times("Questions: from when they were due until answered", _queries),
        Use("CPU by process", "cores", static sample => sample.Cores), Use("Memory by process", "MB", static sample => sample.Megabytes),
        Commits(), UnderWay(),
    }.OfType<Chart>();

    private static IReadOnlyList<Second> Seconds(Tally tally, TrialResult result, Func<int, bool>? belongs) =>
        new Window(tally, 0, Math.Max((long)result.Seconds, result.Load.Scheduled) * (long)Micros, belongs).BySecond();

    private Chart? Rates() => result.Load.Events.Count == 0 ? null : new Chart
    {
        Title = "Events: offered against achieved",
        Unit = "events/s",
        ShadedUntil = _warmUp,
        Lines =
        [
            new Series("offered", Points(_events.Take(result.Load.Scheduled), static it => it.Offered)),
            result.FromTopics
                ? new Series("finished", [.. result.Sampler.Samples.Select(static it => (it.At, it.Finished ?? double.NaN))])
                : new Series("achieved", Points(_all.Count > 0 ? _all : _events, static it => it.Achieved)),
            .. _events.Any(static it => it.Refused > 0) ? [new Series("refused", Points(_events, static it => it.Refused))] : Array.Empty<Series>(),
        ],
    };

    private Chart? Times(string title, IReadOnlyList<Second> seconds) => seconds.All(static it => it.Answered == 0) ? null : new Chart
    {
        Title = title,
        Unit = "ms",
        IsLogarithmic = true,
        ShadedUntil = _warmUp,
        Lines =
        [
            new Series("p50", Points(seconds, static it => it.Answered == 0 ? double.NaN : it.P50)),
            new Series("p99", Points(seconds, static it => it.Answered == 0 ? double.NaN : it.P99)),
            new Series("longest", Points(seconds, static it => it.Answered == 0 ? double.NaN : it.Longest)),
        ],
    };

    /// <summary>Each step to the right leaves out half, a tenth, a hundredth of what is slowest.</summary>
    private Chart? Tail()
    {
        var lines = new[] { Tail("events", result.Measured), Tail("questions", result.Queries) }.OfType<Series>().ToList();
        return lines.Count == 0 ? null : new Chart
        {
            Title = "How long the slowest take",
            Unit = "ms",
            Across = "percentile",
            IsLogarithmic = true,
            Lines = lines,
            Marks =
            [
                .. MarkedPercentiles.Where(p => Out(p) <= lines.Max(static line => line.Points[^1].X))
                    .Select(static p => (Out(p), p.ToString("0.###", CultureInfo.InvariantCulture))),
            ],
        };
    }

    private static Series? Tail(string name, Window window)
    {
        var points = window.Latencies().Tail().Where(static it => it.Percentile < 100).Select(static it => (Out(it.Percentile), it.Milliseconds)).ToList();
        return points.Count < 2 ? null : new Series(name, points);
    }

    private static double Out(double percentile) => -Math.Log10(1 - (percentile / 100));

    private Chart? QueryRates() => result.Load.QueryTally.Count == 0 ? null : new Chart
    {
        Title = "Questions: offered against achieved",
        Unit = "questions/s",
        ShadedUntil = _warmUp,
        Lines =
        [
            new Series("offered", Points(_queries.Take(result.Load.Scheduled), static it => it.Offered)),
            new Series("achieved", Points(_queries, static it => it.Achieved)),
            .. _queries.Any(static it => it.Refused > 0) ? [new Series("refused", Points(_queries, static it => it.Refused))] : Array.Empty<Series>(),
        ],
    };

    private Chart? Use(string title, string unit, Func<Machine.Sample, IReadOnlyList<double>> of) => result.Sampler.Names.Count == 0 ? null : new Chart
    {
        Title = title,
        Unit = unit,
        ShadedUntil = _warmUp,
        Lines = [.. result.Sampler.Names.Select((name, i) => new Series(name, [.. result.Sampler.Samples.Select(it => (it.At, of(it)[i]))]))],
    };

    private Chart? Commits() => result.Sampler.Samples.All(static it => it.EventsPerCommit is null) ? null : new Chart
    {
        Title = "Events to a transaction",
        Unit = "events",
        ShadedUntil = _warmUp,
        Lines = [new Series("mean of the second", [.. result.Sampler.Samples.Select(static it => (it.At, it.EventsPerCommit ?? double.NaN))])],
    };

    private Chart UnderWay() => new()
    {
        Title = result.FromTopics ? "Messages that wait" : "Bodies under way",
        Unit = result.FromTopics ? "messages" : "bodies",
        ShadedUntil = _warmUp,
        Lines = [new Series("at the end of the second", [.. result.Sampler.Samples.Select(static it => (it.At, (double)it.UnderWay))])],
    };

    private static IReadOnlyList<(double X, double Y)> Points(IEnumerable<Second> seconds, Func<Second, double> of) =>
        [.. seconds.Select(second => (second.At + 0.5, of(second)))];
}

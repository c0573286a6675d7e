using System.Globalization;
using Clearance.LoadTests.Open.Recording;

namespace Clearance.LoadTests.Open;

/// <summary>What is said of one load, in lines.</summary>
internal sealed class TrialFacts(TrialResult result)
{
    private readonly (double From, double To) _seconds = (result.Load.Measured.From / 1e6, result.Load.Measured.To / 1e6);
    private readonly long _slice = (long)(result.Profile.Bounds.SliceMilliseconds * 1_000);

    /// <summary>Events per CPU-second of all processes but the generator; 0: not known.</summary>
    public double PerCpuSecond
    {
        get
        {
            var cpu = Cpu().Where(static it => it.Name != OpenRun.Generator).Sum(static it => it.Cores);
            return cpu == 0 || !HasEngine ? 0 : result.AchievedPerSecond / cpu;
        }
    }

    private bool HasEngine => result.Sampler.Names.Contains(OpenRun.Engine);

    /// <summary>All of them.</summary>
    public IEnumerable<(string Name, string Value)> All() => [.. Events(), .. Queries(), .. Machine()];

    /// <summary>Those that are looked for first.</summary>
    public IEnumerable<(string Name, string Value)> Figures()
    {
        var (events, queries) = (result.Measured, result.Queries);
        if (events.Offered > 0 || result.Load.Backlog > 0)
        {
            yield return ("events/s offered", N(events.OfferedPerSecond));
            yield return ("events/s achieved", N(result.AchievedPerSecond));
            yield return ("p50 until decided", Ms(events.Latencies().At(50)));
            yield return ("p99 until decided", Ms(events.Latencies().At(99)));
        }

        if (queries.Offered > 0)
        {
            yield return ("questions/s achieved", N(queries.AchievedPerSecond));
            yield return ("p99 until answered", Ms(queries.Latencies().At(99)));
        }

        if (result.CaughtUpAfter is { } caughtUp)
        {
            yield return ("until caught up", string.Create(CultureInfo.InvariantCulture, $"{caughtUp:0.0} s"));
        }

        if (PerCpuSecond > 0)
        {
            yield return ("events per CPU-second", N(PerCpuSecond));
        }
    }

    private IEnumerable<(string Name, string Value)> Events()
    {
        var measured = result.Measured;
        if (result.Load.Backlog > 0)
        {
            yield return ("events that waited while the engine was away", N(result.Load.Backlog));
            yield return (
                "all of them decided after",
                result.CaughtUpAfter is { } after ? $"{after:0.0} s, {N(result.Load.Backlog / after)} /s" : "not known");
        }

        yield return ("events offered", $"{N(measured.OfferedPerSecond)} /s, {N(measured.Offered)} in {result.Profile.Seconds:0} s, {result.Profile.Events.Arrivals}");
        yield return ("events achieved", $"{N(result.AchievedPerSecond)} /s");
        yield return (result.FromTopics ? "from due until a decision names it" : "from due until decided and visible", measured.Latencies().Describe());
        foreach (var (name, is_) in result.Profile.Day.Busiest > 0 ? new[] { ("the busiest taxpayer", true), ("all others", false) } : [])
        {
            var part = new Window(
                result.Load.EventTally, result.Load.Measured.From, result.Load.Measured.To, i => result.Load.IsLive(i) && result.Load.Events[i].IsBusiest == is_);
            yield return (name, $"{N(part.AchievedPerSecond)} of {N(part.OfferedPerSecond)} /s, {part.Latencies().Describe()}");
        }

        yield return ("how they ended", Ends(measured));
        yield return ("refused with 429, tries", N(result.Refusals));
        yield return ("sent over 10 ms late by the generator", $"{measured.SentLate(_slice):0.00%}");
    }

    private IEnumerable<(string Name, string Value)> Queries()
    {
        if (result.Load.QueryTally.Count > 0)
        {
            var queries = result.Queries;
            yield return ("questions offered", $"{N(queries.OfferedPerSecond)} /s, {N(queries.Offered)} in all");
            yield return ("questions achieved", $"{N(queries.AchievedPerSecond)} /s");
            yield return ("from due until answered", queries.Latencies().Describe());
            yield return ("how questions ended", Ends(queries));
            yield return ("asked over 10 ms late by the generator", $"{queries.SentLate(0):0.00%}");
        }
    }

    private IEnumerable<(string Name, string Value)> Machine()
    {
        foreach (var (name, cores) in Cpu())
        {
            yield return ($"CPU: {name}", $"{cores:0.00} cores");
        }

        if (PerCpuSecond > 0)
        {
            yield return ("events per CPU-second, the generator left out", N(PerCpuSecond));
        }

        for (var i = 0; i < result.Sampler.Names.Count && result.Sampler.Samples.Count > 0; i++)
        {
            yield return ($"memory at most: {result.Sampler.Names[i]}", $"{N(result.Sampler.Samples.Max(it => it.Megabytes[i]))} MB");
        }

        var groups = result.Sampler.Between(_seconds.From, _seconds.To).Where(static it => it.EventsPerCommit is not null).ToList();
        if (groups.Count > 0)
        {
            yield return ("events to a transaction", $"{groups.Average(static it => it.EventsPerCommit):0.0}, at most {groups.Max(static it => it.EventsPerCommit):0.0} in a second");
        }
    }

    private IEnumerable<(string Name, double Cores)> Cpu() => result.Sampler.Names.Select(
        (name, i) => (name, result.Sampler.CpuSeconds(i, _seconds.From, _seconds.To) / result.Profile.Seconds));

    private static string Ends(Window window) => string.Join(", ", Enum.GetValues<Verdict>()
        .Select(verdict => (Verdict: verdict, Count: window.CountOf(verdict)))
        .Where(static it => it.Count > 0)
        .Select(static it => $"{Name(it.Verdict)} {N(it.Count)}"));

    private static string Name(Verdict verdict) => verdict switch
    {
        Verdict.None => "never ended",
        Verdict.Accepted => "accepted",
        Verdict.Duplicate => "duplicate",
        Verdict.Rejected => "rejected",
        Verdict.Conflict => "conflict",
        Verdict.Written => "without a decision of their own",
        Verdict.Held => "kept by customs, for the goods may not go",
        Verdict.RefusedByEngine => "refused by the engine",
        Verdict.RefusedByGenerator => "refused by the generator",
        Verdict.Unknown => "without an answer",
    };

    private static string N(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Ms(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:N1} ms");
}

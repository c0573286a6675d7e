using System.Globalization;
using Clearance.LoadTests.Open.Profiles;

namespace Clearance.LoadTests.Open.Limits;

/// <summary>Offers a load at one rate after the other until the greatest is known that is carried, and twice as much in the end.</summary>
internal sealed class LimitRun(Trial trial, OpenOptions options, Func<LoadProfile, Load> make, Report report)
{
    private const double Precision = 0.1;
    private const int TriesMax = 14;
    private const double AchievedLeast = 0.98;
    private const double LostMost = 0.001;

    private readonly List<Step> _steps = [];
    private Load? _warmUp;
    private readonly LimitSearch _search = new(Math.Max(1, options.Profile.Events.PerSecond), Precision, TriesMax);

    /// <summary>What was offered.</summary>
    public IReadOnlyList<Step> Steps => _steps;

    /// <summary>The greatest rate that was carried.</summary>
    public double Limit => _search.Limit;

    /// <summary>The last step: twice the limit; null: there is no limit.</summary>
    public Step? Overload { get; private set; }

    /// <summary>Every load of it, for the books.</summary>
    public IReadOnlyList<Load> Loads => [_warmUp!, .. _steps.Select(static step => step.Result.Load)];

    public async Task Run(CancellationToken cancel)
    {
        // An engine that has just started is slower than it will be, and the first rate would be judged by that.
        _warmUp = (await trial.Run(make(options.Profile.At(_search.Next / 2)), cancel)).Load;
        while (!_search.IsOver)
        {
            var step = await Offer(_search.Next, cancel);
            _search.Tell(step.IsCarried);
        }

        if (Limit > 0)
        {
            Overload = await Offer(2 * Limit, cancel);
        }
    }

    /// <summary>What it comes to.</summary>
    public IEnumerable<(string Name, string Value)> Conclude()
    {
        var bound = options.Bound.TotalMilliseconds;
        yield return ("carried means", $"99 % decided within {N(bound)} ms, at least {AchievedLeast:0%} achieved, at most {LostMost:0.0%} refused");
        if (Overload is not { } overload)
        {
            yield return ("limit", "none of the rates was carried");
            yield break;
        }

        var best = _steps.Max(static step => step.Result.AchievedPerSecond);
        yield return ("limit", $"{N(Limit)} events/s");
        yield return ("best rate achieved at any rate offered", $"{N(best)} events/s");
        yield return ("offered at twice the limit", $"{N(overload.Offered)} events/s");
        yield return ("goodput at twice the limit", $"{N(overload.Result.AchievedPerSecond)} events/s");
        yield return ("that is, of the best rate", $"{overload.Result.AchievedPerSecond / best:0%}");
        yield return ("of that within the bound", $"{N(overload.Result.Measured.WithinPerSecond(options.Bound))} events/s");
        foreach (var line in new TrialFacts(overload.Result).All())
        {
            yield return ($"at twice the limit: {line.Name}", line.Value);
        }
    }

    /// <summary>Nothing is sent twice at any rate: what is offered is the rate, also when the engine refuses.</summary>
    private async Task<Step> Offer(double rate, CancellationToken cancel)
    {
        var profile = options.Profile.At(rate);
        var result = await trial.Run(make(profile with { Bounds = profile.Bounds with { WhenRefused = WhenRefused.GiveUp } }), cancel);
        var step = new Step(rate, result, IsCarried(result));
        _steps.Add(step);
        report.Add($"offered {N(step.Offered)} events/s", step.Describe());
        return step;
    }

    private bool IsCarried(TrialResult result) =>
        result.Measured.Latencies().At(99) <= options.Bound.TotalMilliseconds
        && result.AchievedPerSecond >= AchievedLeast * result.Measured.OfferedPerSecond
        && result.Measured.Lost <= LostMost;

    private static string N(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
}

/// <summary>One rate of a search.</summary>
/// <param name="Rate">The rate.</param>
/// <param name="Result">What it came to.</param>
/// <param name="IsCarried">Whether it was carried.</param>
internal sealed record Step(double Rate, TrialResult Result, bool IsCarried)
{
    private readonly double _p99 = Result.Measured.Latencies().At(99);

    /// <summary>What was offered in fact.</summary>
    public double Offered { get; } = Result.Measured.OfferedPerSecond;

    /// <summary>99 % took no longer, in milliseconds.</summary>
    public double P99 => _p99;

    /// <summary>The part that was refused or never answered.</summary>
    public double Lost { get; } = Result.Measured.Lost;

    /// <summary>A line.</summary>
    public string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"achieved {Result.AchievedPerSecond:N0} /s, p99 {P99:N0} ms, {Lost:0.0%} refused or lost: {(IsCarried ? "carried" : "not carried")}");
}

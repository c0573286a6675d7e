using Clearance.LoadTests.Open.Machine;
using Clearance.LoadTests.Open.Profiles;
using Clearance.LoadTests.Open.Recording;
using Clearance.LoadTests.Open.Ways;

namespace Clearance.LoadTests.Open;

/// <summary>One load, offered to an engine that runs.</summary>
/// <param name="calls">The engine.</param>
/// <param name="questions">The same, by connections of its own.</param>
/// <param name="brokers">Where events go; null: to the engine, over HTTP.</param>
/// <param name="processes">What is looked at meanwhile.</param>
/// <param name="commits">Transactions committed so far.</param>
internal sealed class Trial(
    OpenCalls calls, OpenCalls questions, Brokers? brokers, IReadOnlyList<ProcessUse> processes, Func<Task<long?>> commits)
{
    private const double Micros = 1e6;

    /// <summary>Offers it and waits until everything is over.</summary>
    public async Task<TrialResult> Run(Load load, CancellationToken cancel)
    {
        GC.Collect();
        var (clock, known) = (new RunClock(), new KnownDeclarations(load.Events.Count + 1));
        var way = Way(load, known, clock);
        using var ending = way as IDisposable;
        if (brokers is not null)
        {
            // What made the way ready is no part of the run: its clients have found their brokers by now.
            clock.Restart();
        }

        var queries = new QueryWay(questions, load, known, clock);
        var sampler = new Sampler(processes, () => way.Finished ?? load.EventTally.Over, commits, () => way.UnderWay, clock);
        using var over = new CancellationTokenSource();
        var sampling = Task.Run(() => sampler.Run(over.Token), cancel);
        var offering = new OpenLoop(load, way, queries, clock).Run(cancel);
        await way.CatchUp(cancel);
        await offering;
        await queries.Drain(cancel);
        await way.Drain(cancel);
        await over.CancelAsync();
        await sampling;
        return new TrialResult(load, sampler, (way as HttpWay)?.Refusals ?? 0, clock.Now / Micros, brokers is not null);
    }

    private IEventWay Way(Load load, KnownDeclarations known, RunClock clock) =>
        brokers is null ? new HttpWay(calls, load, known, clock) : new KafkaWay(brokers, calls, load, known, clock);
}

/// <summary>What a load came to.</summary>
/// <param name="Load">It, with what became of each event and question.</param>
/// <param name="Sampler">What the machine did.</param>
/// <param name="Refusals">How often the engine said that it has no room.</param>
/// <param name="Seconds">How long it took until everything was over.</param>
/// <param name="FromTopics">Whether events came from Kafka: then not each has a decision of its own to be seen by.</param>
internal sealed record TrialResult(Load Load, Sampler Sampler, int Refusals, double Seconds, bool FromTopics)
{
    private const double Micros = 1e6;

    /// <summary>The measured part, of what came by schedule.</summary>
    public Window Measured { get; } = new(Load.EventTally, Load.Measured.From, Load.Measured.To, Load.IsLive);

    /// <summary>The questions of the measured part.</summary>
    public Window Queries { get; } = new(Load.QueryTally, Load.Measured.From, Load.Measured.To);

    /// <summary>What it was made from.</summary>
    public LoadProfile Profile => Load.Profile;

    /// <summary>Events finished in a second of the measured part, what waited before included.</summary>
    public double AchievedPerSecond => FromTopics
        ? Sampler.Between(Load.Measured.From / Micros, Load.Measured.To / Micros)
            .Select(static it => it.Finished ?? 0).DefaultIfEmpty(0).Average()
        : new Window(Load.EventTally, Load.Measured.From, Load.Measured.To).AchievedPerSecond;

    /// <summary>When the last of what waited was finished, in seconds; null: nothing waited, or it is not known.</summary>
    public double? CaughtUpAfter => Load.Backlog == 0
        ? null
        : FromTopics
            ? CaughtUpByProgress()
            : Enumerable.Range(0, Load.Backlog).Max(Load.EventTally.End) / Micros;

    /// <summary>What waited was written first, so it is finished about when as many are.</summary>
    private double? CaughtUpByProgress()
    {
        var (sum, before) = (0.0, 0.0);
        foreach (var sample in Sampler.Samples)
        {
            sum += (sample.Finished ?? 0) * (sample.At - before);
            before = sample.At;
            if (sum >= Load.Backlog)
            {
                return sample.At;
            }
        }

        return null;
    }
}

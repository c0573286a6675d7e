namespace Clearance.LoadTests.Open.Machine;

/// <summary>Looks at the machine once a second while a run goes on.</summary>
/// <param name="processes">Which processes.</param>
/// <param name="finished">Events finished so far.</param>
/// <param name="commits">Transactions committed so far; null: not known.</param>
/// <param name="underWay">Bodies or messages under way.</param>
/// <param name="clock">The run's.</param>
internal sealed class Sampler(
    IReadOnlyList<ProcessUse> processes, Func<long> finished, Func<Task<long?>> commits, Func<int> underWay, RunClock clock)
{
    private const double Micros = 1e6;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly List<Sample> _samples = [];

    /// <summary>The names of the processes.</summary>
    public IReadOnlyList<string> Names => [.. processes.Select(static it => it.Name)];

    /// <summary>What was seen.</summary>
    public IReadOnlyList<Sample> Samples => _samples;

    /// <summary>Goes on until it is over.</summary>
    public async Task Run(CancellationToken over)
    {
        var before = await Look();
        while (await Next(over))
        {
            var now = await Look();
            _samples.Add(Between(before, now));
            before = now;
        }
    }

    /// <summary>CPU-seconds of each process in a part of the run, by the samples that end in it.</summary>
    public double CpuSeconds(int process, double from, double to) =>
        Between(from, to).Select(sample => sample.Cores[process]).DefaultIfEmpty(0).Average() * (to - from);

    /// <summary>The samples that are mostly of a part of the run, in seconds.</summary>
    public IEnumerable<Sample> Between(double from, double to) => _samples.Where(sample => sample.At > from + 0.5 && sample.At <= to + 0.5);

    private static async Task<bool> Next(CancellationToken over)
    {
        await Task.WhenAny(Task.Delay(Every, over));
        return !over.IsCancellationRequested;
    }

    private async Task<Reading> Look() => new(
        clock.Now / Micros, [.. processes.Select(static it => it.Cpu().TotalSeconds)], [.. processes.Select(static it => it.Megabytes())],
        finished(), await commits(), underWay());

    private static Sample Between(Reading before, Reading now)
    {
        var seconds = now.At - before.At;
        var (events, commits) = (now.Finished - before.Finished, now.Commits - before.Commits);
        return new Sample(
            now.At, [.. now.Cpu.Zip(before.Cpu, (after, earlier) => (after - earlier) / seconds)], now.Megabytes, events / seconds,
            commits > 0 ? events / (double)commits : null, now.UnderWay);
    }

    private sealed record Reading(
        double At, IReadOnlyList<double> Cpu, IReadOnlyList<double> Megabytes, long Finished, long? Commits, int UnderWay);
}

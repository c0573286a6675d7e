using Clearance.LoadTests.Open.Ways;

namespace Clearance.LoadTests.Open.Steps;

/// <summary>One run by a runner with a schedule of its own: an engine, the load, the runner, and the books.</summary>
/// <param name="options">What is asked for.</param>
/// <param name="runner">Takes the steps and reports their times itself.</param>
internal sealed class StepsRun(OpenOptions options, Action<LoadSteps> runner)
{
    /// <summary>Beyond the schedule, for a runner that ends a little later than it was asked to.</summary>
    private const double SpareSeconds = 3;

    private readonly Report _report = new($"{options.Profile.Name}, by another runner's schedule");
    private readonly MeasuredStore _store = new(options.Store, options.Silo, options.Url);

    public async Task<int> Run(CancellationToken cancel)
    {
        var refusal = LoadSteps.Refusal(options.Profile)
            ?? (options.Brokers is not null || options.FindLimit || options.Page is not null
                ? "--bootstrap, --find-limit and --page are those of loadtests open." : null);
        if (refusal is not null)
        {
            await Console.Error.WriteLineAsync(refusal);
            return 2;
        }

        return await _store.Run(_report, () => RunPrepared(cancel), cancel);
    }

    private async Task<int> RunPrepared(CancellationToken cancel)
    {
        await using var engine = await _store.Engine(options.Pid, cancel);
        using var calls = new OpenCalls(engine.Address, options.Profile.Bounds.BodiesInFlight);
        using var questions = new OpenCalls(engine.Address, options.Profile.Bounds.QueryConnections);
        var longer = options.Profile with { Seconds = options.Profile.Seconds + SpareSeconds };
        var load = Load.Of(longer, new EventSupply(longer.Day, options.Seed, FreshEvents.Today), options.Seed);
        var steps = new LoadSteps(load, calls, questions);
        await Task.Run(() => runner(steps), cancel);
        await steps.Drain(cancel);
        return await Conclude(load, calls, cancel);
    }

    private async Task<int> Conclude(Load load, OpenCalls calls, CancellationToken cancel)
    {
        var books = new OpenBooks(calls);
        var wrong = await books.Check([load], cancel);
        _report.Add("books", wrong.Count == 0
            ? $"{books.PostedAgain:N0} events posted again have the same end, {books.Taxpayers:N0} taxpayers have what banks confirmed"
            : $"no result: {wrong.Count} things are wrong: {string.Join("; ", wrong.Take(5))}");
        _report.Save(options.Report, Cli.CommandLine);
        return wrong.Count == 0 ? 0 : 1;
    }
}

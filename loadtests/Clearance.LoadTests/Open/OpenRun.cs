using Clearance.LoadTests.Open.Limits;
using Clearance.LoadTests.Open.Machine;
using Clearance.LoadTests.Open.Pages;
using Clearance.LoadTests.Open.Ways;

namespace Clearance.LoadTests.Open;

/// <summary>One run: an engine, a load or as many as it takes to find the limit, the books, and what is said of it.</summary>
internal sealed class OpenRun(OpenOptions options)
{
    /// <summary>The engine's name among the processes.</summary>
    public const string Engine = "engine";

    /// <summary>This process's.</summary>
    public const string Generator = "generator";

    private readonly Report _report = new($"{options.Profile.Name}, by schedule");
    private readonly MeasuredStore _store = new(options.Store, options.Silo, options.Url);
    private readonly EventSupply _supply = new(options.Profile.Day, options.Seed, FreshEvents.Today);
    private readonly List<(string Name, string Value)> _surroundings = [];

    public Task<int> Run(CancellationToken cancel) => _store.Run(_report, () => RunPrepared(cancel), cancel);

    private async Task<int> RunPrepared(CancellationToken cancel)
    {
        Say("commit", SourceCommit.Describe());
        Say("events go in by", options.Brokers is null ? "HTTP" : "Kafka");
        Say("store", options.Url is null ? options.Store.Provider : "the engine's own");
        Say("taxpayers", $"{options.Profile.Day.Taxpayers}, Zipf {options.Profile.Day.Skew}");
        await using var engine = await _store.Engine(options.Pid, cancel, options.Brokers?.EngineOptions ?? []);
        using var calls = new OpenCalls(engine.Address, options.Profile.Bounds.BodiesInFlight);
        using var questions = new OpenCalls(engine.Address, options.Profile.Bounds.QueryConnections);
        var trial = new Trial(calls, questions, options.Brokers, Processes(engine), () => _store.CountCommits(cancel));
        return options.FindLimit ? await FindLimit(trial, calls, cancel) : await Offer(trial, calls, cancel);
    }

    private async Task<int> Offer(Trial trial, OpenCalls calls, CancellationToken cancel)
    {
        var result = await trial.Run(Load.Of(options.Profile, _supply, options.Seed), cancel);

        // Before the books are made up: they put right what was not known.
        var facts = new TrialFacts(result);
        List<(string Name, string Value)> lines = [.. facts.All()];
        var page = new RunPages(options.Profile, _surroundings).Of(result, facts, lines);
        lines.ForEach(line => _report.Add(line.Name, line.Value));
        return await Conclude([result.Load], page, calls, cancel);
    }

    private async Task<int> FindLimit(Trial trial, OpenCalls calls, CancellationToken cancel)
    {
        var limit = new LimitRun(trial, options, rate => Load.Of(rate, _supply, options.Seed), _report);
        await limit.Run(cancel);
        var lines = limit.Conclude().ToList();
        var page = new RunPages(options.Profile, _surroundings).Of(limit, lines);
        lines.ForEach(line => _report.Add(line.Name, line.Value));
        return await Conclude(limit.Loads, page, calls, cancel);
    }

    /// <summary>Nothing is written of a run whose books do not balance.</summary>
    private async Task<int> Conclude(IReadOnlyList<Load> loads, HtmlPage page, OpenCalls calls, CancellationToken cancel)
    {
        var books = new OpenBooks(calls);
        var wrong = await books.Check(loads, cancel);
        if (wrong.Count > 0)
        {
            _report.Add("no result", $"{wrong.Count} things are wrong: {string.Join("; ", wrong.Take(5))}");
            return 1;
        }

        var balanced = $"{books.PostedAgain:N0} events posted again have the same end, {books.Taxpayers:N0} taxpayers have what banks confirmed";
        _report.Add("books", balanced);
        _report.Save(options.Report, Cli.CommandLine);
        if (options.Page is { } file)
        {
            page.Facts("Books", [("books", balanced)]);
            await File.WriteAllTextAsync(file, page.ToString(), cancel);
        }

        return 0;
    }

    private List<ProcessUse> Processes(EngineProcess engine)
    {
        var processes = new List<ProcessUse>();
        if (engine.Pid != 0)
        {
            processes.Add(new ProcessUse(Engine, [engine.Pid], WithDescendants: false));
        }

        if (_store.Server != 0)
        {
            processes.Add(new ProcessUse("database", [_store.Server], WithDescendants: true));
        }

        if (options.BrokerProcesses.Count > 0)
        {
            processes.Add(new ProcessUse("brokers", options.BrokerProcesses, WithDescendants: true));
        }

        processes.Add(new ProcessUse(Generator, [Environment.ProcessId], WithDescendants: false));
        return processes;
    }

    private void Say(string name, string value)
    {
        _surroundings.Add((name, value));
        _report.Add(name, value);
    }
}

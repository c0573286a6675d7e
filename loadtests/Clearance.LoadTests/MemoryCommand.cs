using System.CommandLine;
using Clearance.Domain;
using Clearance.Entities;
using Clearance.LocalHost;
using Clearance.Storage;
using Clearance.Workload;

namespace Clearance.LoadTests;

/// <summary>Managed memory of open declarations of one line: inside an active ledger, and of their own entities besides.</summary>
/// <remarks>
/// The engine that registers them is closed and another one opens the same store, so that what is weighed is what an engine
/// holds of idle declarations, and nothing left over from intake.
/// </remarks>
internal sealed class MemoryCommand(string folder, int declarations, int taxpayers)
{
    private const int EventsPerCall = 1_000;

    private static readonly LocalEngineOptions Nothing = new()
    {
        ActivatedAtStart = 0,
        Host = new LocalHostOptions { CollectEvery = Timeout.InfiniteTimeSpan },
    };

    private readonly Report _report = new("Managed memory of an idle open declaration");
    private readonly List<string> _keys = [];
    private IReadOnlyList<string> _taxpayers = [];

    public static Command Create()
    {
        var declarations = Cli.Default("--declarations", 200_000, "How many.");
        var taxpayers = Cli.Default("--taxpayers", 2_000, "Of how many taxpayers.");
        var report = Cli.Optional<string>("--report", "A Markdown file for the result.");
        var command = new Command("memory", "Managed bytes of an idle open declaration of one line.")
        {
            declarations, taxpayers, report,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            var folder = Path.Combine(Path.GetTempPath(), $"clearance-memory-{Environment.ProcessId}");
            try
            {
                var run = new MemoryCommand(folder, parsed.GetValue(declarations), parsed.GetValue(taxpayers));
                await run.Run(cancel);
                run._report.Save(parsed.GetValue(report), Cli.CommandLine);
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        });
        return command;
    }

    private async Task Run(CancellationToken cancel)
    {
        _report.AddMachine();
        await WithEngine(engine => Register(engine, cancel), cancel);
        await WithEngine(engine => Weigh(engine, cancel), cancel);
    }

    private async Task WithEngine(Func<LocalEngine, Task> work, CancellationToken cancel)
    {
        await using var store = await SqliteStore.OpenAsync(new SqliteStoreOptions { Directory = folder }, cancel);
        var scheduler = new ThreadPoolScheduler(TimeProvider.System);
        await using var engine = await LocalEngine.Start(store, scheduler, Nothing, cancel: cancel);
        await work(engine);
    }

    private async Task Register(LocalEngine engine, CancellationToken cancel)
    {
        var day = FreshEvents.Today;
        var events = new CommonEvents(1, 0, taxpayers, 0, day);
        _taxpayers = events.Taxpayers;
        for (var done = 0; done < declarations; done += EventsPerCall)
        {
            var batch = events.NextOpen(Math.Min(EventsPerCall, declarations - done));
            var split = EventBody.Split(batch.Body);
            var slices = split.Events.Select(slice => (ReadOnlyMemory<byte>)batch.Body.AsMemory(slice.Offset, slice.Length));
            var results = await engine.Intake.Take(EventStream.Declarations, [.. slices], cancel);
            if (results.Any(result => result.Status != EventStatus.Accepted))
            {
                throw new InvalidOperationException("A registration was not accepted.");
            }

            _keys.AddRange(batch.Rows.Select(row => row.Declaration));
        }
    }

    private async Task Weigh(LocalEngine engine, CancellationToken cancel)
    {
        var empty = Settled();
        var open = 0;
        foreach (var id in _taxpayers)
        {
            cancel.ThrowIfCancellationRequested();
            _ = TaxpayerId.TryParse(id, out var taxpayer);
            var root = await engine.Host.Taxpayer(taxpayer).Root();
            open += root.Ledger.Declarations.Count;
        }

        var ledgers = Settled();
        var held = 0;
        foreach (var key in _keys)
        {
            _ = DeclarationKey.TryParse(key, out var declaration);
            var decision = await engine.Host.Declaration(declaration).Decide(null);
            held += decision.Outcome == Outcome.Hold ? 1 : 0;
        }

        var all = Settled();
        _report.Add("declarations open in active ledgers, held", $"{open} of {taxpayers} taxpayers, {held}");
        _report.Add("bytes per declaration inside its ledger", (ledgers - empty) / (double)open, "");
        _report.Add("bytes per activated declaration besides", (all - ledgers) / (double)_keys.Count, "");
        if (open != declarations || held != declarations)
        {
            throw new InvalidOperationException("Not every declaration is open and held: no result.");
        }
    }

    private static long Settled()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }
}

using System.Diagnostics;
using Clearance.Entities;
using Clearance.Workload;

namespace Clearance.LoadTests;

/// <summary>
/// Group commit alone: for each size a new store, groups of that size one after another for a time, and then the same groups by
/// the bare writer into another new store.
/// </summary>
internal sealed class CommitRun(CommitOptions options)
{
    /// <summary>As a real engine wrote them for the common events: see the results of <c>loadtests throughput</c>.</summary>
    private static readonly StoreShape Shape = new()
    {
        Transactions = 0,
        HeadWrites = 0,
        HeadBytes = 33,
        DeclarationBytes = 252,
        Payments = 1,
        PaymentBytes = 122,
        IdentityBytes = 4,
        JournalEntries = 0,
        JournalBytes = 671,
        Events = 0,
        EventsSorted = 0,
        JournalSorted = 0,
    };

    /// <summary>Groups before the measured ones: plans are made, connections opened.</summary>
    private const int WarmUp = 4;

    private readonly Report _report = new("Group commit alone");
    private readonly string[] _taxpayers =
        [.. Enumerable.Range(0, options.Taxpayers).Select(static n => CheckDigits.Taxpayer(20_000_000 + n))];

    public async Task<int> Run(CancellationToken cancel)
    {
        _report.AddMachine();
        await using ICommitTarget target = options.Postgres
            ? new PostgresTarget(await ScratchDatabases.Create(options.Connection, options.Earlier, cancel))
            : await SqliteTarget.Create(options, cancel);
        _report.Add("store", options.Postgres ? "PostgreSQL" : "SQLite");
        _report.Add("taxpayers, in turn", options.Taxpayers, "");
        _report.Add("ids in the registry before", options.Earlier, "");
        foreach (var (size, lanes) in options.Groups.SelectMany(_ => options.Lanes, static (size, lanes) => (size, lanes)))
        {
            await Measure(target, size, lanes, cancel);
        }

        await target.Describe(_report, cancel);
        _report.Save(options.Report, Cli.CommandLine);
        return 0;
    }

    private async Task Measure(ICommitTarget target, int size, int lanes, CancellationToken cancel)
    {
        var name = $"groups of {size}, {lanes} at once";
        LaneLoad[] loads = [.. Enumerable.Range(0, lanes).Select(lane => new LaneLoad(lane, lanes, size, _taxpayers, Shape))];
        double perSecond;
        await using (var store = await target.Open(lanes, cancel))
        {
            await Task.WhenAll(loads.Select(load => load.Run(store, () => load.Written.Count < WarmUp, cancel)));
            perSecond = await Measure(store, loads, name, cancel);
        }

        var written = Interleaved(loads);
        var bare = await target.WriteBare(written, Shape, _taxpayers, cancel);
        var floor = written.Sum(static batch => batch.Count) / bare.TotalSeconds;
        _report.Add($"{name}: bare writer", floor, "units/s");
        _report.Add($"{name}: against it", 100 * perSecond / floor, "%");
    }

    private async Task<double> Measure(IClearanceStore store, LaneLoad[] loads, string name, CancellationToken cancel)
    {
        using var self = Process.GetCurrentProcess();
        var (clock, before) = (Stopwatch.StartNew(), self.TotalProcessorTime);
        await Task.WhenAll(loads.Select(load => Task.Run(
            () => load.Run(store, () => clock.Elapsed < options.Length, cancel), cancel)));
        var took = clock.Elapsed.TotalSeconds;
        self.Refresh();
        var groups = loads.Sum(static load => load.Written.Count - WarmUp);
        var rate = loads.Sum(static load => (double)(load.Written.Count - WarmUp) * load.Size) / took;
        _report.Add(
            name,
            FormattableString.Invariant($"{rate:N0} units/s, {1000 * took * loads.Length / groups:N2} ms per group, ")
            + FormattableString.Invariant($"{(self.TotalProcessorTime - before).TotalSeconds / took:N2} cores of this process"));
        return rate;
    }

    private static List<CommonBatch> Interleaved(LaneLoad[] loads) =>
    [
        .. Enumerable.Range(0, loads.Max(static load => load.Written.Count))
            .SelectMany(n => loads.Where(load => n < load.Written.Count).Select(load => load.Written[n])),
    ];
}

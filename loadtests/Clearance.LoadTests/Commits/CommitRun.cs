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

    private readonly Report _report = new("Group commit alone");
    private readonly string[] _taxpayers =
        [.. Enumerable.Range(0, options.Taxpayers).Select(static n => CheckDigits.Taxpayer(20_000_000 + n))];

    public async Task<int> Run(CancellationToken cancel)
    {
        _report.AddMachine();
        await using ICommitTarget target = options.Postgres
            ? await PostgresTarget.Create(options, cancel)
            : await SqliteTarget.Create(options, cancel);
        _report.Add("store", options.Postgres ? "PostgreSQL" : "SQLite");
        _report.Add("taxpayers, in turn", options.Taxpayers, "");
        _report.Add("ids in the registry before", options.Earlier, "");
        foreach (var size in options.Groups)
        {
            await Measure(target, Math.Min(size, options.Taxpayers), cancel);
        }

        await target.Describe(_report, cancel);
        _report.Save(options.Report, Cli.CommandLine);
        return 0;
    }

    private async Task Measure(ICommitTarget target, int size, CancellationToken cancel)
    {
        var written = new List<CommonBatch>();
        TimeSpan took, cpu;
        await using (var store = await target.Open(cancel))
        {
            var units = new CommonUnits(_taxpayers, Shape);
            var groups = new CommonGroups(size, options.Taxpayers);
            for (var i = 0; i < 4; i++)
            {
                await Commit(store, units.Of(Next(groups, written)), cancel);
            }

            using var self = Process.GetCurrentProcess();
            var (clock, before, skipped) = (Stopwatch.StartNew(), self.TotalProcessorTime, written.Count);
            while (clock.Elapsed < options.Length)
            {
                await Commit(store, units.Of(Next(groups, written)), cancel);
            }

            took = clock.Elapsed;
            self.Refresh();
            cpu = self.TotalProcessorTime - before;
            Describe(size, written.Count - skipped, took, cpu);
        }

        var bare = await target.WriteBare(written, Shape, _taxpayers, cancel);
        var rate = written.Count * size / bare.TotalSeconds;
        _report.Add($"group {size}: bare writer", rate, "units/s");
        _report.Add($"group {size}: against it", 100 * (written.Count - 4) * size / took.TotalSeconds / rate, "%");
    }

    private static CommonBatch Next(CommonGroups groups, List<CommonBatch> written)
    {
        var batch = groups.Next();
        written.Add(batch);
        return batch;
    }

    private void Describe(int size, int groups, TimeSpan took, TimeSpan cpu)
    {
        var rate = groups * size / took.TotalSeconds;
        _report.Add(
            $"group {size}",
            FormattableString.Invariant($"{rate:N0} units/s, {took.TotalMilliseconds / groups:N2} ms per group, ")
            + FormattableString.Invariant($"{cpu.TotalSeconds / took.TotalSeconds:N2} cores of this process"));
    }

    private static async Task Commit(IClearanceStore store, CommitUnit[] units, CancellationToken cancel)
    {
        if ((await store.Commit(units, cancel)).Any(static outcome => outcome != CommitOutcome.Committed))
        {
            throw new InvalidOperationException("A unit was not committed.");
        }
    }
}

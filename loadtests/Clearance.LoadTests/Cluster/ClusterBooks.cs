using System.Text.Json;
using Clearance.Workload;

namespace Clearance.LoadTests;

/// <summary>Whether a cluster has every event once: everything is asked, nothing sampled.</summary>
internal sealed class ClusterBooks(ClusterCalls calls, IReadOnlyList<string> taxpayers, DateOnly day)
{
    private const int AtOnce = 8;
    private const int PerQuestion = 500;

    /// <summary>What is wrong, or nothing.</summary>
    public async Task<IReadOnlyList<string>> Check(IReadOnlyCollection<CommonBatch> posted, CancellationToken cancel)
    {
        var wrong = new List<string>();
        var confirmed = new long[taxpayers.Count];
        foreach (var row in posted.Where(static batch => batch.Stream == StreamNames.Payments).SelectMany(static batch => batch.Rows))
        {
            confirmed[row.Taxpayer] += row.Paid;
        }

        var sums = new Sums();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, taxpayers.Count), Limits(cancel),
            async (i, stop) => await CheckTaxpayer(taxpayers[i], confirmed[i], sums, wrong, stop));
        if (sums.In != sums.Out)
        {
            wrong.Add($"{sums.Out} left ledgers for others, and {sums.In} came in");
        }

        var declarations = posted.Where(static batch => batch.Stream == StreamNames.Declarations)
            .SelectMany(static batch => batch.Rows).Select(static row => row.Declaration).Chunk(PerQuestion);
        await Parallel.ForEachAsync(
            declarations, Limits(cancel), async (keys, stop) => await CheckDeclarations(keys, wrong, stop));
        await Parallel.ForEachAsync(posted, Limits(cancel), async (batch, stop) => await CheckKnown(batch, wrong, stop));
        return wrong;
    }

    private static ParallelOptions Limits(CancellationToken cancel) => new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel };

    private async Task CheckTaxpayer(string taxpayer, long confirmed, Sums all, List<string> wrong, CancellationToken cancel)
    {
        using var answer = await calls.Get($"/v1/taxpayers/{taxpayer}", cancel);
        var sums = answer.RootElement.GetProperty("sums");
        all.Add(Number(sums, "transferredIn"), Number(sums, "transferredOut"));
        if (Number(sums, "confirmed") != confirmed || !sums.GetProperty("balanced").GetBoolean() || Number(sums, "inTransit") != 0)
        {
            Note(wrong, $"{taxpayer} paid {confirmed} and has {sums}");
        }
    }

    private async Task CheckDeclarations(string[] keys, List<string> wrong, CancellationToken cancel)
    {
        foreach (var outcome in await calls.Outcomes(keys, day, cancel))
        {
            if (outcome != "clear")
            {
                Note(wrong, $"a paid declaration is {outcome}");
            }
        }
    }

    private async Task CheckKnown(CommonBatch batch, List<string> wrong, CancellationToken cancel)
    {
        var (_, duplicates) = await calls.Post(batch, cancel);
        if (duplicates != batch.Count)
        {
            Note(wrong, $"{batch.Count - duplicates} of {batch.Count} events posted again are not duplicates");
        }
    }

    private static void Note(List<string> wrong, string what)
    {
        lock (wrong)
        {
            wrong.Add(what);
        }
    }

    private static long Number(JsonElement sums, string name) => sums.GetProperty(name).GetInt64();

    private sealed class Sums
    {
        private long _in;
        private long _out;

        public long In => _in;

        public long Out => _out;

        public void Add(long came, long went)
        {
            Interlocked.Add(ref _in, came);
            Interlocked.Add(ref _out, went);
        }
    }
}

using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Clearance.Domain;
using Clearance.Entities;
using Clearance.Storage;

namespace Clearance.LoadTests;

/// <summary>Fills a store's registry with earlier ids: a measurement on an empty one says nothing.</summary>
internal static class Preload
{
    private const int IdsPerCommit = 20_000;
    private const int CommitsPerLine = 50;

    public static Command Create()
    {
        var folder = new Option<string>("--folder") { Description = "The new store.", Required = true };
        var ids = new Option<long>("--ids") { Description = "How many.", DefaultValueFactory = _ => 10_000_000 };
        var command = new Command("preload", "Makes a store with many earlier ids, for throughput --template.") { folder, ids };
        command.SetAction((parsed, cancel) => Run(parsed.GetValue(folder)!, parsed.GetValue(ids), cancel));
        return command;
    }

    public static async Task Run(string folder, long ids, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        await using var store = await SqliteStore.OpenAsync(new SqliteStoreOptions { Directory = folder }, cancel);
        var random = new Random(20_260_701);
        for (long done = 0, commits = 0; done < ids; done += IdsPerCommit, commits++)
        {
            var count = (int)Math.Min(IdsPerCommit, ids - done);
            var unit = new CommitUnit { Events = [.. Enumerable.Range(0, count).Select(_ => Record(Next(random)))] };
            var outcomes = await store.Commit([unit], cancel);
            if (outcomes[0] != CommitOutcome.Committed)
            {
                throw new InvalidOperationException("A preloaded id was there already.");
            }

            if (commits % CommitsPerLine == CommitsPerLine - 1)
            {
                Console.WriteLine($"preload: {done + count:N0} ids after {clock.Elapsed.TotalSeconds:0} s");
            }
        }
    }

    private static Hash128 Next(Random random) =>
        unchecked(new Hash128((ulong)random.NextInt64(long.MinValue, long.MaxValue), (ulong)random.NextInt64(long.MinValue, long.MaxValue)));

    private static RegistryRecord Record(Hash128 id)
    {
        var home = (id.Low % 10_000_000_000).ToString("0000000000", CultureInfo.InvariantCulture);
        return new RegistryRecord(id, new Hash128(id.Low, id.High), home, EventOutcome.Accepted, null);
    }
}

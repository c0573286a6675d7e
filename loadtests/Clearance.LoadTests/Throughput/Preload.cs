using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Clearance.Domain;
using Clearance.Entities;
using Clearance.Storage;

namespace Clearance.LoadTests;

/// <summary>Fills a store's registry with earlier ids: a measurement on an empty one says nothing.</summary>
/// <remarks>
/// In passes, each in ascending order over the whole range: as quick as a sorted load, and the pages end as full as random
/// arrival leaves them.
/// </remarks>
internal static class Preload
{
    private const int Passes = 4;
    private const int IdsPerCommit = 50_000;

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
        for (var pass = 0; pass < Passes; pass++)
        {
            var hashes = Sorted(random, (int)(ids / Passes));
            foreach (var part in hashes.Chunk(IdsPerCommit))
            {
                var unit = new CommitUnit { Events = [.. part.Select(Record)] };
                var outcomes = await store.Commit([unit], cancel);
                if (outcomes[0] != CommitOutcome.Committed)
                {
                    throw new InvalidOperationException("A preloaded id was there already.");
                }
            }

            Console.WriteLine($"preload: {(pass + 1) * (ids / Passes):N0} ids after {clock.Elapsed.TotalSeconds:0} s");
        }
    }

    private static Hash128[] Sorted(Random random, int count)
    {
        var hashes = new Hash128[count];
        for (var i = 0; i < count; i++)
        {
            hashes[i] = Next(random);
        }

        Array.Sort(hashes, static (x, y) => x.High != y.High ? x.High.CompareTo(y.High) : x.Low.CompareTo(y.Low));
        return hashes;
    }

    private static Hash128 Next(Random random) =>
        unchecked(new Hash128((ulong)random.NextInt64(long.MinValue, long.MaxValue), (ulong)random.NextInt64(long.MinValue, long.MaxValue)));

    private static RegistryRecord Record(Hash128 id)
    {
        var home = (id.Low % 10_000_000_000).ToString("0000000000", CultureInfo.InvariantCulture);
        return new RegistryRecord(id, new Hash128(id.Low, id.High), home, EventOutcome.Accepted, null);
    }
}

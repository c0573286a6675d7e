using System.Diagnostics;
using Clearance.Entities;
using Clearance.Signing;

namespace Clearance.Silo;

/// <summary>The journal is not the one that was read before: entries that were there are gone, or others are in their places.</summary>
internal sealed class JournalChangedException(int lane, long position)
    : Exception($"Lane {lane} of the journal has not the entry at position {position} that was read there.");

/// <summary>
/// Follows all lanes of the journal with a tree each. It reads, and no commit knows of it. After a start everything is read once. Not
/// thread-safe.
/// </summary>
/// <remarks>
/// A lane's positions are given out one by one and by one commit after the other: behind what can be read of it nothing smaller is still to
/// come, whatever the lanes beside it do. That it has no gap is looked at nevertheless.
/// </remarks>
internal sealed class JournalTrees
{
    private const int PageSize = 4096;

    private readonly List<Followed> lanes = [];

    /// <summary>The lanes that have entries, as they stand.</summary>
    public IReadOnlyList<HeadLane> Lanes =>
    [
        .. lanes.Select(static (lane, number) => new HeadLane(number, lane.Tree.Entries, lane.Tree.Peaks)).Where(static lane => lane.Entries > 0),
    ];

    /// <summary>Reads everything that was committed before this was called, and maybe more.</summary>
    /// <exception cref="JournalChangedException">The last entry that was read is another now, or gone.</exception>
    /// <exception cref="InvalidDataException">The journal has a gap.</exception>
    public async Task CatchUp(IClearanceStore store, CancellationToken cancel)
    {
        for (var lane = 0; lane < store.JournalLanes; lane++)
        {
            if (lane == lanes.Count)
            {
                lanes.Add(new Followed());
            }

            for (var since = Stopwatch.GetTimestamp(); await ReadPage(store, lane, lanes[lane], cancel); since = Stopwatch.GetTimestamp())
            {
                // There is much to read, and the store's few readers are for questions first: half of the time it is theirs.
                await Task.Delay(Stopwatch.GetElapsedTime(since), cancel);
            }
        }
    }

    /// <returns>Whether there may be more.</returns>
    private static async Task<bool> ReadPage(IClearanceStore store, int lane, Followed followed, CancellationToken cancel)
    {
        var read = followed.Tree.Entries;
        var known = read == 0 ? 0 : 1;
        var page = await store.ReadJournalHashes(lane, read - known, PageSize + known, cancel);
        if (known == 1 && !(page is [var last, ..] && last.Position == read && last.Hash.AsSpan().SequenceEqual(followed.Last)))
        {
            throw new JournalChangedException(lane, read);
        }

        foreach (var entry in page.Skip(known))
        {
            if (entry.Position != followed.Tree.Entries + 1)
            {
                throw new InvalidDataException($"Lane {lane} of the journal goes on from position {followed.Tree.Entries} at {entry.Position}.");
            }

            followed.Tree.Add(entry.Hash);
            followed.Last = entry.Hash;
        }

        return page.Count == PageSize + known;
    }

    private sealed class Followed
    {
        public JournalTree Tree { get; } = new();

        public byte[] Last { get; set; } = [];
    }
}

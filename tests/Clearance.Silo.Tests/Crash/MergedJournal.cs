using Clearance.Entities;

namespace Clearance.Silo.Tests.Crash;

/// <summary>Reads the lanes of a journal side by side, a declaration's entries in their order: as who publishes it must.</summary>
internal static class MergedJournal
{
    /// <summary>Every entry.</summary>
    public static async Task<List<JournalRecord>> Read(IClearanceStore store)
    {
        var lanes = new List<Queue<JournalRecord>>();
        for (var lane = 0; lane < store.JournalLanes; lane++)
        {
            lanes.Add(new Queue<JournalRecord>(await store.ReadJournal(lane, 0, int.MaxValue, CancellationToken.None)));
        }

        var merged = new List<JournalRecord>();
        var passed = new long[lanes.Count];
        while (lanes.Find(lane => lane.TryPeek(out var next) && !IsHeldBack(next, passed)) is { } free)
        {
            var next = free.Dequeue();
            passed[next.Lane] = next.Position;
            merged.Add(next);
        }

        lanes.ShouldAllBe(static lane => lane.Count == 0, "an entry waits for one that never comes");
        return merged;
    }

    private static bool IsHeldBack(JournalRecord entry, long[] passed) =>
        entry.After is { } after && passed[after.Lane] < after.Position;
}

using Clearance.Entities;

namespace Clearance.Storage.Tests;

/// <summary>The journal of a store with any number of lanes.</summary>
internal static class Journals
{
    /// <summary>Every entry, lane after lane, each lane without a gap from 1 on.</summary>
    public static async Task<List<JournalRecord>> WholeJournal(this IClearanceStore store)
    {
        var whole = new List<JournalRecord>();
        for (var lane = 0; lane < store.JournalLanes; lane++)
        {
            var entries = await store.ReadJournal(lane, 0, 99_999, default);
            entries.Select(static record => record.Position)
                .ShouldBe(Enumerable.Range(1, entries.Count).Select(static position => (long)position));
            entries.ShouldAllBe(record => record.Lane == lane);
            whole.AddRange(entries);
        }

        return whole;
    }
}

using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>One who follows the journal from a cursor of his own, and takes as long as he takes.</summary>
internal sealed class Subscription(RecentEntries recent, IClearanceStore store, JournalCursor cursor)
{
    private const int BatchMax = 128;

    private long next;
    private Task more = Task.CompletedTask;

    /// <summary>How far he is.</summary>
    public JournalCursor Cursor { get; private set; } = cursor;

    /// <summary>What follows his cursor, each declaration's entries in order; empty: nothing does now.</summary>
    public async Task<IReadOnlyList<PushedEntry>> Take(CancellationToken cancel)
    {
        while (recent.After(Cursor, ref next, BatchMax, out more) is { } taken)
        {
            var news = taken.Where(entry => Cursor.In(entry.Record.Lane).Position < entry.Record.Position).ToList();
            if (news.Count > 0 || taken.Count == 0)
            {
                return news;
            }
        }

        var page = await JournalPages.Read(store, Cursor, BatchMax, cancel);
        return [.. page.Entries.Select(static record => new PushedEntry(record))];
    }

    /// <summary>He has an entry, or does not want it.</summary>
    public void Pass(PushedEntry entry) => Cursor = Cursor.After(entry.Record);

    /// <summary>Waits until something may follow, or as long as he may wait.</summary>
    public async Task Wait(TimeSpan most, CancellationToken cancel)
    {
        try
        {
            await more.WaitAsync(most, cancel);
        }
        catch (TimeoutException)
        {
            // Nothing did.
        }
    }
}

using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>The latest entries of the journal, once for all who follow it: bounded, in number and bytes.</summary>
/// <remarks>
/// Who is behind what is kept here reads the store until he has caught up, at his own pace; so nobody's slowness costs memory, or
/// anybody else time. A follower takes what he has not passed, so that it does not matter where his cursor is from.
/// </remarks>
/// <param name="from">Where it begins.</param>
/// <param name="entriesMax">The most entries.</param>
/// <param name="bytesMax">The most bytes of entries.</param>
internal sealed class RecentEntries(JournalCursor from, int entriesMax = 4096, long bytesMax = 16 * 1024 * 1024)
{
    private readonly Lock gate = new();
    private readonly PushedEntry?[] entries = new PushedEntry?[entriesMax];
    private TaskCompletionSource added = NewSignal();
    private JournalCursor first = from;
    private long dropped;
    private long last;
    private long bytes;

    /// <summary>Adds what was read of the store after the last that is here.</summary>
    public void Add(IReadOnlyList<JournalRecord> records)
    {
        TaskCompletionSource signal;
        lock (gate)
        {
            foreach (var record in records)
            {
                while (last - dropped == entriesMax || (last > dropped && bytes + record.Entry.Body.Length > bytesMax))
                {
                    Drop();
                }

                entries[++last % entriesMax] = new PushedEntry(record);
                bytes += record.Entry.Body.Length;
            }

            (signal, added) = (added, NewSignal());
        }

        signal.SetResult();
    }

    /// <summary>What a follower has not seen, oldest first.</summary>
    /// <param name="cursor">How far he is.</param>
    /// <param name="next">The number of the next entry he takes here; 0: he was not here before. It moves.</param>
    /// <param name="limit">The most entries.</param>
    /// <param name="more">Completes when there are more.</param>
    /// <returns>The entries, of which he may have passed some; null: he is too far behind, and reads the store.</returns>
    public IReadOnlyList<PushedEntry>? After(JournalCursor cursor, ref long next, int limit, out Task more)
    {
        lock (gate)
        {
            more = added.Task;
            if (next <= dropped)
            {
                next = cursor.HasPassed(first) ? dropped + 1 : 0;
            }

            if (next == 0)
            {
                return null;
            }

            var taken = new PushedEntry[Math.Min(limit, last - next + 1)];
            for (var i = 0; i < taken.Length; i++)
            {
                taken[i] = entries[next++ % entriesMax]!;
            }

            return taken;
        }
    }

    private void Drop()
    {
        ref var place = ref entries[++dropped % entriesMax];
        bytes -= place!.Record.Entry.Body.Length;
        first = first.After(place.Record);
        place = null;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

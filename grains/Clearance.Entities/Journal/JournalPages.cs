namespace Clearance.Entities;

/// <summary>What follows a cursor.</summary>
/// <param name="Entries">Some of it, each declaration's entries in order.</param>
/// <param name="Next">The cursor after the last of them.</param>
public sealed record JournalPage(IReadOnlyList<JournalRecord> Entries, JournalCursor Next);

/// <summary>A cursor names an entry that this store does not have: it is of another store, or of this one before a backup was restored.</summary>
public sealed class ForeignCursorException(string message) : Exception(message);

/// <summary>Reads the lanes of a journal side by side, each declaration's entries in order.</summary>
/// <remarks>
/// Who reads from any cursor that was given out gets exactly what follows it, each entry once. Between entries of different
/// declarations there is no order over lanes: two readers may see them in another one.
/// </remarks>
public static class JournalPages
{
    private const int PerLaneLeast = 16;
    private const int TriesMax = 4;

    /// <summary>Reads what follows a cursor; nothing follows it when the page is empty.</summary>
    /// <param name="store">Whose journal.</param>
    /// <param name="after">The cursor.</param>
    /// <param name="limit">The most entries. There may be fewer though more follow.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="ForeignCursorException">The cursor is not of this journal.</exception>
    /// <exception cref="InvalidDataException">The journal has a gap: what is missing would never be read.</exception>
    public static async Task<JournalPage> Read(IClearanceStore store, JournalCursor after, int limit, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(after);
        var page = new JournalPage([], after);
        for (var tries = 0; tries < TriesMax && page.Entries.Count == 0; tries++)
        {
            var count = Math.Max(store.JournalLanes, after.Lanes);
            var perLane = Math.Min(limit, Math.Max(PerLaneLeast, (limit / count) + 1));
            var lanes = new List<IReadOnlyList<JournalRecord>>(count);
            for (var lane = 0; lane < count; lane++)
            {
                // One after the other: the store's few readers are for questions first.
                lanes.Add(await ReadLane(store, lane, after.In(lane), perLane, cancel));
            }

            page = Merge(after, lanes, limit);
            if (lanes.All(static lane => lane.Count == 0))
            {
                break;
            }

            // Otherwise the first of each lane follows one that was committed after its lane was read: it is there now.
        }

        return page;
    }

    /// <summary>The cursor after all that is there now: whatever follows it was committed later.</summary>
    public static async Task<JournalCursor> End(IClearanceStore store, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(store);
        var before = await Ends(store, JournalCursor.Start, cancel);
        if (store.JournalLanes == 1)
        {
            return before;
        }

        // Lanes are looked at one after the other: what an entry follows must be passed with it, or its declaration
        // would be shown as it was.
        var end = await Ends(store, before, cancel);
        while (await Cover(store, before, end, cancel) is { } wider)
        {
            (before, end) = (end, wider);
        }

        return end;
    }

    /// <summary>Puts lanes together.</summary>
    /// <param name="after">What was read before.</param>
    /// <param name="lanes">What follows it in each lane.</param>
    /// <param name="limit">The most entries.</param>
    public static JournalPage Merge(JournalCursor after, IReadOnlyList<IReadOnlyList<JournalRecord>> lanes, int limit)
    {
        ArgumentNullException.ThrowIfNull(after);
        ArgumentNullException.ThrowIfNull(lanes);
        var (entries, next, heads) = (new List<JournalRecord>(), after, new int[lanes.Count]);
        var goesOn = true;
        while (goesOn)
        {
            goesOn = false;
            for (var lane = 0; lane < lanes.Count && entries.Count < limit; lane++)
            {
                if (heads[lane] < lanes[lane].Count && lanes[lane][heads[lane]] is var entry
                    && (entry.After is not { } before || next.HasPassed(before)))
                {
                    entries.Add(entry);
                    next = next.After(entry);
                    heads[lane]++;
                    goesOn = true;
                }
            }
        }

        return new JournalPage(entries, next);
    }

    /// <summary>What follows a mark in a lane; the entry of the mark is read too, to know that it is that one.</summary>
    private static async Task<IReadOnlyList<JournalRecord>> ReadLane(
        IClearanceStore store, int lane, JournalMark mark, int limit, CancellationToken cancel)
    {
        if (mark.Position == 0)
        {
            return Gapless(lane, 0, await store.ReadJournal(lane, 0, limit, cancel));
        }

        var records = await store.ReadJournal(lane, mark.Position - 1, limit + 1, cancel);
        return records is [var first, ..] && JournalMark.Of(first) == mark
            ? Gapless(lane, mark.Position, [.. records.Skip(1)])
            : throw new ForeignCursorException($"Lane {lane} of this journal has no such entry at position {mark.Position}.");
    }

    private static IReadOnlyList<JournalRecord> Gapless(int lane, long after, IReadOnlyList<JournalRecord> records)
    {
        for (var i = 0; i < records.Count; i++)
        {
            if (records[i].Position != after + i + 1)
            {
                throw new InvalidDataException($"Lane {lane} of the journal goes on from position {after + i} at {records[i].Position}.");
            }
        }

        return records;
    }

    /// <summary>The last entry of each lane, found by halving: lanes have no gaps.</summary>
    private static async Task<JournalCursor> Ends(IClearanceStore store, JournalCursor known, CancellationToken cancel)
    {
        var end = known;
        for (var lane = 0; lane < Math.Max(store.JournalLanes, known.Lanes); lane++)
        {
            var (there, step) = (known.In(lane), 1L);
            while (await At(store, lane, there.Position + step, cancel) is { } further)
            {
                (there, step) = (further, step * 2);
            }

            for (; step > 1; step /= 2)
            {
                there = await At(store, lane, there.Position + (step / 2), cancel) ?? there;
            }

            end = end.With(lane, there);
        }

        return end;
    }

    private static async Task<JournalMark?> At(IClearanceStore store, int lane, long position, CancellationToken cancel) =>
        await store.ReadJournal(lane, position - 1, 1, cancel) is [var record] ? JournalMark.Of(record) : null;

    /// <summary>Widens an end by what entries that came lately follow; null: it has all of that.</summary>
    private static async Task<JournalCursor?> Cover(
        IClearanceStore store, JournalCursor before, JournalCursor end, CancellationToken cancel)
    {
        var wider = end;
        for (var lane = 0; lane < end.Lanes; lane++)
        {
            var late = await store.ReadJournal(lane, before.In(lane).Position, Count(end, before, lane), cancel);
            foreach (var at in late.Select(static record => record.After).OfType<JournalAt>().Where(at => !wider.HasPassed(at)))
            {
                wider = wider.With(at.Lane, await At(store, at.Lane, at.Position, cancel)
                    ?? throw new InvalidDataException($"Lane {at.Lane} of the journal has no entry at position {at.Position}."));
            }
        }

        return ReferenceEquals(wider, end) ? null : wider;

        static int Count(JournalCursor end, JournalCursor before, int lane) =>
            (int)Math.Min(int.MaxValue, end.In(lane).Position - before.In(lane).Position);
    }
}

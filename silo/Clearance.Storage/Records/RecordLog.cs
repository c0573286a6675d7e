using System.Collections.Immutable;
using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>Entries in the order they were appended, in records of sixteen: only the last page is ever written again.</summary>
/// <remarks>Positions are 1, 2, 3 … Whoever reads beside a writer finds what was there before or after an append, page by page.</remarks>
internal sealed class RecordLog(RecordAccess access, string name)
{
    private const int PerPage = 16;

    private volatile Tail _tail = new(0, [], null);

    /// <summary>The last position.</summary>
    public long End => _tail.End;

    /// <summary>Finds the end: pages have no gap, so their number is found by halving.</summary>
    public async Task Load()
    {
        long pages = 0;
        if (await Page(0).ConfigureAwait(false) is not null)
        {
            long some = 1, none = 2;
            while (await Page(none - 1).ConfigureAwait(false) is not null)
            {
                (some, none) = (none, none * 2);
            }

            while (none - some > 1)
            {
                var middle = some + ((none - some) / 2);
                var there = await Page(middle - 1).ConfigureAwait(false) is not null;
                (some, none) = there ? (middle, none) : (some, middle);
            }

            pages = some;
        }

        var last = pages == 0 ? null : await Page(pages - 1).ConfigureAwait(false);
        _tail = last is null ? new Tail(0, [], null) : new Tail(pages - 1, [.. Entries(last.Body)], last.ETag);
    }

    /// <summary>Appends entries; when it throws, some may be there, and the log is to be loaded again.</summary>
    public async Task Append(IReadOnlyList<byte[]> entries)
    {
        for (var next = 0; next < entries.Count;)
        {
            var tail = _tail.Entries.Count < PerPage ? _tail : new Tail(_tail.Page + 1, [], null);
            var count = Math.Min(PerPage - tail.Entries.Count, entries.Count - next);
            var page = tail.Entries.AddRange(entries.Skip(next).Take(count));
            var etag = await access.Write(RecordKeys.PageOf(name, tail.Page), Encode(page), tail.ETag).ConfigureAwait(false);
            _tail = new Tail(tail.Page, page, etag);
            next += count;
        }
    }

    /// <summary>Entries after a position, in order, with their positions; none after the end, however far.</summary>
    public async Task<List<(long Position, byte[] Entry)>> Read(long after, int limit)
    {
        after = Math.Max(0, after);
        var tail = _tail;
        if (after >= tail.End)
        {
            // Behind the last page there is none to be read.
            return [];
        }

        var last = after + Math.Min(limit, tail.End - after);
        var pages = new List<Task<IReadOnlyList<byte[]>>>();
        for (var page = after / PerPage; page * PerPage < last; page++)
        {
            pages.Add(EntriesOf(tail, page));
        }

        var entries = await Task.WhenAll(pages).ConfigureAwait(false);
        var read = new List<(long Position, byte[] Entry)>();
        for (var position = after + 1; position <= last; position++)
        {
            read.Add((position, entries[(int)(((position - 1) / PerPage) - (after / PerPage))][(int)((position - 1) % PerPage)]));
        }

        return read;
    }

    /// <summary>The entries at some positions, in the order asked.</summary>
    public async Task<byte[][]> Read(IReadOnlyList<long> positions)
    {
        var tail = _tail;
        var pages = positions.Select(static position => (position - 1) / PerPage).Distinct()
            .ToDictionary(static page => page, page => EntriesOf(tail, page));
        await Task.WhenAll(pages.Values).ConfigureAwait(false);
        return
        [
            .. positions.Select(position => pages[(position - 1) / PerPage].Result[(int)((position - 1) % PerPage)]),
        ];
    }

    private async Task<IReadOnlyList<byte[]>> EntriesOf(Tail tail, long page)
    {
        if (page == tail.Page)
        {
            return tail.Entries;
        }

        return await Page(page).ConfigureAwait(false) is { } stored
            ? Entries(stored.Body)
            : throw new CorruptRecordException($"Page {page} of the log '{name}' is not there.");
    }

    private Task<StoredRecord?> Page(long page) => access.Read(RecordKeys.PageOf(name, page));

    private static byte[] Encode(IReadOnlyCollection<byte[]> entries)
    {
        var writer = RecordWriter.Begin();
        EffectsCodec.WriteEntries(writer, entries);
        return writer.End();
    }

    private static List<byte[]> Entries(byte[] body)
    {
        var reader = new RecordReader(body);
        return EffectsCodec.ReadEntries(ref reader);
    }

    private sealed record Tail(long Page, ImmutableList<byte[]> Entries, string? ETag)
    {
        public long End => (Page * PerPage) + Entries.Count;
    }
}

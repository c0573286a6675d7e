using System.Collections.Immutable;
using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>Events whose key is parked, in a log, with the places of each key held in memory: they are few.</summary>
internal sealed class ParkedQueue(RecordLog log)
{
    private volatile ImmutableList<(string Home, long Position)> _places = [];

    public long End => log.End;

    public async Task Load()
    {
        await log.Load().ConfigureAwait(false);
        Note(await log.Read(0, int.MaxValue).ConfigureAwait(false));
    }

    public async Task Append(IReadOnlyList<byte[]> entries)
    {
        var before = log.End;
        await log.Append(entries).ConfigureAwait(false);
        Note(entries.Select((entry, i) => (before + 1 + i, entry)));
    }

    /// <summary>The queue of a key, or of every key, oldest first.</summary>
    public async Task<IReadOnlyList<ParkedEvent>> Read(string? home, int limit)
    {
        var positions = _places
            .Where(place => home is null || place.Home == home)
            .Select(static place => place.Position)
            .Take(limit)
            .ToList();
        var entries = await log.Read(positions).ConfigureAwait(false);
        return [.. entries.Select((entry, i) => EntryCodec.DecodeParked(entry, positions[i]))];
    }

    private void Note(IEnumerable<(long Position, byte[] Entry)> entries) => _places = _places.AddRange(
        entries.Select(static it => (EntryCodec.DecodeParked(it.Entry, it.Position).Home, it.Position)));
}

using System.Collections.Immutable;
using System.Globalization;
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

    /// <summary>The keys after one, in order.</summary>
    public async Task<IReadOnlyList<ParkedKey>> Keys(string after, int limit)
    {
        var keys = _places
            .GroupBy(static place => place.Home, StringComparer.Ordinal)
            .Where(queue => string.CompareOrdinal(queue.Key, after) > 0)
            .OrderBy(static queue => queue.Key, StringComparer.Ordinal)
            .Take(limit)
            .Select(static queue => (Home: queue.Key, Waiting: queue.LongCount(), First: queue.First().Position))
            .ToList();
        var entries = await log.Read([.. keys.Select(static key => key.First)]).ConfigureAwait(false);
        return [.. keys.Select((key, i) => new ParkedKey(key.Home, key.Waiting, EntryCodec.DecodeParked(entries[i], key.First).Why))];
    }

    /// <summary>Whether an event is in a queue still.</summary>
    public bool Contains(long sequence) => _places.Exists(place => place.Position == sequence);

    /// <summary>The entry that says of an earlier one that it has left its queue: nothing is taken out of a log.</summary>
    public static byte[] TakenOut(long sequence) =>
        EntryCodec.Encode(new ParkedEvent(0, "", default, [], sequence.ToString(CultureInfo.InvariantCulture)));

    private void Note(IEnumerable<(long Position, byte[] Entry)> entries)
    {
        var places = _places.ToBuilder();
        foreach (var (position, entry) in entries)
        {
            var parked = EntryCodec.DecodeParked(entry, position);
            if (parked.Home.Length > 0)
            {
                places.Add((parked.Home, position));
            }
            else
            {
                var left = long.Parse(parked.Why, CultureInfo.InvariantCulture);
                places.RemoveAll(place => place.Position == left);
            }
        }

        _places = places.ToImmutable();
    }
}

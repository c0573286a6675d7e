using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>The homes that may have something unfinished: changes elsewhere that are not made yet, or messages that are not delivered.</summary>
/// <remarks>
/// Safe because a home is in it, durably, before it is written, and leaves it only in a later group, when all earlier groups are
/// finished, and without messages. So whoever opens the store after a crash reads these homes and no others. A home in it
/// that has nothing unfinished costs one read then; those used last stay, so that one in constant use costs no write here.
/// </remarks>
internal sealed class OpenHomes(RecordAccess access)
{
    private const int Shards = 16;
    private const int KeptMax = 64;
    private const int KeptAfter = 32;

    private readonly Shard[] _shards = [.. Enumerable.Range(0, Shards).Select(static _ => new Shard())];

    /// <summary>Every group before this one is finished, as far as is written.</summary>
    public GroupStamp FinishedBefore { get; private set; }

    /// <summary>Every home that may have something unfinished.</summary>
    public IEnumerable<string> Homes => _shards.SelectMany(static shard => shard.Homes.Keys);

    /// <summary>Reads the set.</summary>
    public async Task Load()
    {
        var stored = await access.Read(Enumerable.Range(0, Shards).Select(RecordKeys.OpenShard)).ConfigureAwait(false);
        for (var i = 0; i < Shards; i++)
        {
            if (stored[i] is { } record)
            {
                _shards[i].ETag = record.ETag;
                Decode(record.Body, _shards[i]);
            }
        }
    }

    /// <summary>Sees to it that homes are in the set before a group writes them.</summary>
    public Task Cover(IReadOnlyCollection<string> homes, GroupStamp group, Func<string, bool> hasMessages)
    {
        var changed = new HashSet<int>();
        foreach (var home in homes)
        {
            var number = NumberOf(home);
            if (!_shards[number].Homes.ContainsKey(home))
            {
                changed.Add(number);
            }

            _shards[number].Homes[home] = group.Group;
        }

        return Task.WhenAll(changed.Select(number =>
        {
            var shard = _shards[number];
            if (shard.Homes.Count > KeptMax)
            {
                shard.Drop(shard.Homes.Count - KeptAfter, group.Group, hasMessages);
            }

            return Write(number, group);
        }));
    }

    /// <summary>Leaves only homes with messages, and says that everything is finished.</summary>
    public Task Close(GroupStamp next, Func<string, bool> hasMessages) => Task.WhenAll(
        Enumerable.Range(0, Shards)
            .Where(number => _shards[number].Drop(int.MaxValue, long.MaxValue, hasMessages) || number == 0)
            .Select(number => Write(number, next)));

    private static int NumberOf(string home)
    {
        uint hash = 2_166_136_261;
        foreach (var character in home)
        {
            hash = unchecked((hash ^ character) * 16_777_619);
        }

        return (int)((hash ^ (hash >> 15)) % Shards);
    }

    private async Task Write(int number, GroupStamp group)
    {
        var shard = _shards[number];
        var writer = RecordWriter.Begin();
        writer.Natural(group.Epoch);
        writer.Natural(group.Group);
        writer.Natural(shard.Homes.Count);
        foreach (var home in shard.Homes.Keys)
        {
            writer.Text(home);
        }

        shard.ETag = await access.Write(RecordKeys.OpenShard(number), writer.End(), shard.ETag).ConfigureAwait(false);
    }

    private void Decode(byte[] body, Shard shard)
    {
        var reader = new RecordReader(body);
        var finished = new GroupStamp(reader.Natural(), reader.Natural());
        FinishedBefore = finished.CompareTo(FinishedBefore) > 0 ? finished : FinishedBefore;
        for (var left = reader.Count(); left > 0; left--)
        {
            shard.Homes[reader.Text()] = 0;
        }

        reader.End();
    }

    private sealed class Shard
    {
        /// <summary>The homes, each with the group that wrote it last.</summary>
        public SortedDictionary<string, long> Homes { get; } = new(StringComparer.Ordinal);

        public string? ETag { get; set; }

        /// <summary>Drops those that were written longest ago, before a group; whether there was one.</summary>
        public bool Drop(int count, long before, Func<string, bool> hasMessages)
        {
            var leaving = Homes
                .Where(home => home.Value < before && !hasMessages(home.Key))
                .OrderBy(static home => home.Value)
                .Select(static home => home.Key)
                .Take(count)
                .ToList();
            leaving.ForEach(home => Homes.Remove(home));
            return leaving.Count > 0;
        }
    }
}

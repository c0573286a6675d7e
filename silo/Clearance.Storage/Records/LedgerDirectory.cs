using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>Every ledger there is, with a day before which it need not be swept, and about how many rows it has.</summary>
/// <remarks>
/// Safe because a shard is written before the record of a ledger that is not in it, or that is to be swept earlier than it says;
/// so the day it says is never too late. A day that is too early costs one read of the ledger. How many rows it has is a hint.
/// </remarks>
internal sealed class LedgerDirectory(RecordAccess access)
{
    private const int Shards = 512;
    private const int LargeFrom = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<TaxpayerId, Entry>[] _shards = [.. Enumerable.Range(0, Shards).Select(static _ => new Dictionary<TaxpayerId, Entry>())];
    private readonly string?[] _etags = new string?[Shards];

    /// <summary>Reads the directory.</summary>
    public async Task Load()
    {
        var stored = await access.Read(Enumerable.Range(0, Shards).Select(RecordKeys.DirectoryShard)).ConfigureAwait(false);
        for (var i = 0; i < Shards; i++)
        {
            if (stored[i] is { } record)
            {
                _etags[i] = record.ETag;
                Decode(record.Body, _shards[i]);
            }
        }
    }

    /// <summary>Sees to it that ledgers are found when they are to be swept, before a group writes them.</summary>
    public Task Announce(IEnumerable<KeyValuePair<TaxpayerId, RecordedLedger>> ledgers)
    {
        var changed = new HashSet<int>();
        lock (_gate)
        {
            foreach (var (taxpayer, ledger) in ledgers)
            {
                var shard = CommitLane.Of(taxpayer, Shards);
                if (!_shards[shard].TryGetValue(taxpayer, out var entry))
                {
                    _shards[shard].Add(taxpayer, entry = new Entry { Due = RecordedLedger.Never, IsKnown = true, StoredDue = -1 });
                }

                entry.Coming = (ledger.Due, ledger.Rows.Count);
                if (entry.StoredDue < 0 || ledger.Due < entry.StoredDue
                    || (ledger.Rows.Count >= LargeFrom && ledger.Rows.Count >= 2 * entry.StoredSize))
                {
                    changed.Add(shard);
                }
            }
        }

        return Task.WhenAll(changed.Select(Write));
    }

    /// <summary>A group has written a ledger.</summary>
    public void Settle(TaxpayerId taxpayer, RecordedLedger ledger)
    {
        lock (_gate)
        {
            var entry = _shards[CommitLane.Of(taxpayer, Shards)][taxpayer];
            (entry.Due, entry.Size, entry.IsKnown, entry.Coming) = (ledger.Due, ledger.Rows.Count, true, null);
        }
    }

    /// <summary>A ledger was read of which only a day was known; a commit meanwhile knew better.</summary>
    public void Learn(TaxpayerId taxpayer, RecordedLedger? ledger)
    {
        lock (_gate)
        {
            if (_shards[CommitLane.Of(taxpayer, Shards)].TryGetValue(taxpayer, out var entry) && !entry.IsKnown)
            {
                (entry.Due, entry.Size, entry.IsKnown) = (ledger?.Due ?? RecordedLedger.Never, ledger?.Rows.Count ?? 0, true);
            }
        }
    }

    /// <summary>Ledgers that may have to be swept on a day, in order; and whether each is known to have to.</summary>
    public List<(TaxpayerId Taxpayer, bool IsKnown)> Due(DateOnly today, TaxpayerId? after)
    {
        lock (_gate)
        {
            return
            [
                .. _shards.SelectMany(static shard => shard)
                    .Where(entry => entry.Value.Due <= today.DayNumber && (after is null || entry.Key.CompareTo(after.Value) > 0))
                    .OrderBy(static entry => entry.Key)
                    .Select(static entry => (entry.Key, entry.Value.IsKnown)),
            ];
        }
    }

    /// <summary>The ledgers with the most rows.</summary>
    public List<TaxpayerId> Largest(int limit)
    {
        lock (_gate)
        {
            return
            [
                .. _shards.SelectMany(static shard => shard)
                    .Where(static entry => entry.Value.Size > 0)
                    .OrderByDescending(static entry => entry.Value.Size)
                    .ThenBy(static entry => entry.Key)
                    .Select(static entry => entry.Key)
                    .Take(limit),
            ];
        }
    }

    /// <summary>Writes what is known better than it is stored.</summary>
    public Task Close() => Task.WhenAll(Enumerable.Range(0, Shards).Where(Differs).Select(Write));

    private bool Differs(int shard)
    {
        lock (_gate)
        {
            return _shards[shard].Values.Any(static entry => entry.Due != entry.StoredDue || entry.Size != entry.StoredSize);
        }
    }

    private async Task Write(int shard)
    {
        var written = new List<(Entry Entry, int Due, int Size)>();
        var writer = RecordWriter.Begin();
        lock (_gate)
        {
            writer.Natural(_shards[shard].Count);
            foreach (var (taxpayer, entry) in _shards[shard])
            {
                var due = Math.Min(entry.Due, entry.Coming?.Due ?? RecordedLedger.Never);
                var size = entry.Coming?.Size ?? entry.Size;
                writer.Taxpayer(taxpayer);
                writer.Natural(due);
                writer.Natural(size);
                written.Add((entry, due, size));
            }
        }

        var etag = await access.Write(RecordKeys.DirectoryShard(shard), writer.End(), _etags[shard]).ConfigureAwait(false);
        lock (_gate)
        {
            _etags[shard] = etag;
            written.ForEach(static it => (it.Entry.StoredDue, it.Entry.StoredSize) = (it.Due, it.Size));
        }
    }

    private static void Decode(byte[] body, Dictionary<TaxpayerId, Entry> shard)
    {
        var reader = new RecordReader(body);
        for (var left = reader.Count(); left > 0; left--)
        {
            var taxpayer = reader.Taxpayer();
            var (due, size) = (reader.Small(), reader.Small());
            shard.Add(taxpayer, new Entry { Due = due, Size = size, StoredDue = due, StoredSize = size });
        }

        reader.End();
    }

    private sealed class Entry
    {
        /// <summary>The day it is to be swept from; when it is not known, one that is not later.</summary>
        public int Due { get; set; }

        public int Size { get; set; }

        /// <summary>The same once the group under way is written.</summary>
        public (int Due, int Size)? Coming { get; set; }

        public bool IsKnown { get; set; }

        /// <summary>What is stored; below 0: nothing.</summary>
        public int StoredDue { get; set; }

        public int StoredSize { get; set; }
    }
}

using Clearance.Entities;

namespace Clearance.Storage.Tests;

/// <summary>What a test does to a write.</summary>
internal enum Mishap
{
    /// <summary>The process dies before it.</summary>
    DieBefore,

    /// <summary>The process dies after it.</summary>
    DieAfter,

    /// <summary>It fails, and nothing is written.</summary>
    Fail,

    /// <summary>It is done, and nobody is told.</summary>
    LoseAnswer,

    /// <summary>Nobody is told, and it is done some writes later, if its record is still the same.</summary>
    ArriveLate,
}

/// <summary>Records that outlive processes; each opening is another process, and ends the one before.</summary>
internal sealed class RecordDisk
{
    private readonly Dictionary<string, StoredRecord> _records = new(StringComparer.Ordinal);
    private readonly List<(int At, Action Write)> _late = [];
    private int _epoch;
    private int _writes;
    private int _tags;
    private bool _isDead;

    /// <summary>The write that goes wrong, counted from now; 0: none.</summary>
    public int MishapAt { get; set; }

    /// <summary>How it goes wrong.</summary>
    public Mishap Mishap { get; set; }

    /// <summary>Whether it has.</summary>
    public bool HasHappened { get; private set; }

    /// <summary>How many writes were asked for.</summary>
    public int Writes => _writes;

    /// <summary>How many reads there were since the last opening.</summary>
    public int Reads { get; private set; }

    /// <summary>Opens a store on it.</summary>
    public async Task<RecordStore> Open(RecordStoreOptions? options = null)
    {
        (_isDead, Reads) = (false, 0);
        var epoch = ++_epoch;
        var secret = Enumerable.Range(1, 32).Select(static i => (byte)i).ToArray();
        return await RecordStore.Open(
            new Table(this, epoch), new Lease(this, epoch), secret, "memory", options ?? new RecordStoreOptions(), default);
    }

    /// <summary>From now on, the write of a number goes wrong.</summary>
    public void Arrange(int write, Mishap mishap) => (MishapAt, Mishap, HasHappened, _writes) = (write, mishap, false, 0);

    private StoredRecord? Read(string key, int epoch)
    {
        RefuseDead(epoch);
        Reads++;
        return _records.GetValueOrDefault(key);
    }

    private string Write(string key, byte[] body, string? etag, int epoch)
    {
        RefuseDead(epoch);
        if (epoch != _epoch)
        {
            throw new StoreUnavailableException("A later process has opened the records.");
        }

        _writes++;
        Arrive();
        if (_writes != MishapAt)
        {
            return Store(key, body, etag);
        }

        HasHappened = true;
        switch (Mishap)
        {
            case Mishap.DieAfter or Mishap.LoseAnswer:
                Store(key, body, etag);
                break;
            case Mishap.ArriveLate:
                _late.Add((_writes + 3, () => Store(key, body, etag)));
                break;
        }

        _isDead = Mishap is Mishap.DieBefore or Mishap.DieAfter;
        throw new IOException("A test made this write go wrong.");
    }

    private void Arrive()
    {
        foreach (var write in _late.Where(late => late.At <= _writes).Select(static late => late.Write).ToList())
        {
            _late.RemoveAll(late => late.Write == write);
            try
            {
                write();
            }
            catch (StateConflictException)
            {
                // Its record is another one by now.
            }
        }
    }

    private string Store(string key, byte[] body, string? etag)
    {
        if (_records.GetValueOrDefault(key)?.ETag != etag)
        {
            throw new StateConflictException($"Record '{key}' is not the one of {etag ?? "nobody"}.");
        }

        var tag = $"{++_tags}";
        _records[key] = new StoredRecord(body, tag);
        return tag;
    }

    private void RefuseDead(int epoch)
    {
        if (_isDead && epoch == _epoch)
        {
            throw new IOException("The process is dead.");
        }
    }

    private sealed class Table(RecordDisk disk, int epoch) : IRecordTable
    {
        public Task<StoredRecord?> Read(string key)
        {
            lock (disk)
            {
                return Task.FromResult(disk.Read(key, epoch));
            }
        }

        public async Task<string> Write(string key, byte[] body, string? etag)
        {
            await Task.CompletedTask;
            lock (disk)
            {
                return disk.Write(key, body, etag, epoch);
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Lease(RecordDisk disk, int epoch) : IStoreLease
    {
        public long Epoch => epoch;

        public bool Holds => disk._epoch == epoch;

        public bool IsLost => disk._epoch != epoch;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>What a process holds in memory of a store of records: all of it can be read again.</summary>
/// <remarks>
/// Whenever a write fails or its outcome is not known, this is dropped and read again, as after a crash: there is one way back,
/// and it is the one that is tried most. To load is to finish what the last group left unfinished.
/// </remarks>
internal sealed class RecordState(RecordAccess access, long cacheBytes)
{
    private readonly RecordCache _cache = new(cacheBytes);

    public OpenHomes Open { get; } = new(access);

    public LedgerDirectory Directory { get; } = new(access);

    public PositionTable Positions { get; } = new(access);

    public PendingIntents Intents { get; } = new();

    public RecordLog Journal { get; } = new(access, "journal");

    public ParkedQueue Parked { get; } = new(new RecordLog(access, "parked"));

    public RecordLog Letters { get; } = new(access, "letters");

    public LogEnds Ends => new(Journal.End, Parked.End, Letters.End);

    /// <summary>Reads everything that is found without a key, and finishes the last group.</summary>
    public async Task Load()
    {
        await Task.WhenAll(Open.Load(), Directory.Load(), Positions.Load(), Journal.Load(), Parked.Load(), Letters.Load())
            .ConfigureAwait(false);
        var keys = Open.Homes.Append(RecordKeys.Units).ToList();
        var homes = (await Task.WhenAll(keys.Select(Home)).ConfigureAwait(false)).Select(static held => held.Value).ToList();
        for (var i = 0; i < keys.Count; i++)
        {
            Intents.Add(keys[i], homes[i].Intents);
        }

        var last = homes.Max(static home => home.Stamp);
        if (last.CompareTo(Open.FinishedBefore) >= 0)
        {
            var unfinished = homes.Where(home => home.Stamp == last).ToList();
            await new EffectsWriter(access, this)
                .Write(unfinished.SelectMany(static home => home.Effects), unfinished[0].From, NoTags)
                .ConfigureAwait(false);
        }
    }

    /// <summary>A home, as it is stored.</summary>
    public Task<Held<HomeRecord>> Home(string key) => Find(key, HomeRecord.Empty, HomeCodec.Decode);

    /// <summary>Where a declaration's journal entries are.</summary>
    public Task<Held<JournalChain>> Chain(DeclarationKey declaration) =>
        Find(RecordKeys.ChainOf(declaration), JournalChain.Empty, JournalChain.Decode);

    /// <summary>Writes a record that may be held; what is held is then what was written, or nothing.</summary>
    /// <exception cref="StateConflictException">It is not the one that was read.</exception>
    /// <exception cref="CommitOutcomeUnknownException">It may or may not have been written.</exception>
    public async Task Write<T>(string key, T value, byte[] body, string? etag)
        where T : class
    {
        try
        {
            var next = await access.Write(key, body, etag).ConfigureAwait(false);
            _cache.Put(key, new Held<T>(value, next), body.Length);
        }
        catch
        {
            _cache.Drop(key);
            throw;
        }
    }

    private static Dictionary<string, string?> NoTags { get; } = [];

    private async Task<Held<T>> Find<T>(string key, T empty, Func<byte[], T> decode)
        where T : class
    {
        if (_cache.TryGet<T>(key, out var held))
        {
            return held;
        }

        var stored = await access.Read(key).ConfigureAwait(false);
        return stored is null
            ? _cache.Offer(key, new Held<T>(empty, null), key.Length)
            : _cache.Offer(key, new Held<T>(decode(stored.Body), stored.ETag), stored.Body.Length);
    }
}

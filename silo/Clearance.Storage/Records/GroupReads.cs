using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>Everything the units of a group state something about, as it is stored.</summary>
internal sealed class GroupReads
{
    private readonly Dictionary<string, Held<HomeRecord>> _homes = new(StringComparer.Ordinal);
    private readonly Dictionary<DeclarationKey, JournalChain> _chains = [];
    private readonly Dictionary<DeclarationKey, IdentityRecord?> _identities = [];
    private readonly Dictionary<Hash128, RegistryRecord?> _events = [];

    private GroupReads()
    {
    }

    /// <summary>The tags of identities and events that were read, by their record's key.</summary>
    public Dictionary<string, string?> Tags { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads what is not held, all at once.</summary>
    public static async Task<GroupReads> Load(
        RecordAccess access, RecordState state, RecentEvents recent, IReadOnlyList<CommitUnit> units)
    {
        var reads = new GroupReads();
        await Task.WhenAll(
            Each(units.Select(HomeOf), async home => (home, await state.Home(home).ConfigureAwait(false)), reads._homes),
            Each(
                units.SelectMany(static unit => unit.Journal).Select(static entry => entry.Declaration),
                async key => (key, (await state.Chain(key).ConfigureAwait(false)).Value),
                reads._chains),
            Each(
                units.SelectMany(static unit => unit.Identities).Select(static write => write.Key),
                async key => (key, await reads.Read(access, RecordKeys.Of(key), body => EntryCodec.DecodeIdentity(key, body)).ConfigureAwait(false)),
                reads._identities),
            Each(
                units.SelectMany(unit => ToLookUp(unit, recent)),
                async id => (id, await reads.Read(access, RecordKeys.Of(id), body => EntryCodec.DecodeEvent(id, body)).ConfigureAwait(false)),
                reads._events)).ConfigureAwait(false);
        return reads;
    }

    /// <summary>The record that is a unit's commit.</summary>
    public static string HomeOf(CommitUnit unit) =>
        unit.Ledger is { } ledger ? RecordKeys.Of(ledger.Taxpayer) : RecordKeys.Units;

    public Held<HomeRecord> Home(string key) => _homes[key];

    public JournalChain Chain(DeclarationKey declaration) => _chains[declaration];

    public IdentityRecord? Identity(DeclarationKey key) => _identities[key];

    /// <summary>An event; null also when it is known to be absent.</summary>
    public RegistryRecord? Event(Hash128 id) => _events.GetValueOrDefault(id);

    private static IEnumerable<Hash128> ToLookUp(CommitUnit unit, RecentEvents recent)
    {
        foreach (var record in unit.Events)
        {
            if (!recent.KnowsAbsent(record))
            {
                yield return record.Id;
            }
        }

        foreach (var record in unit.Answers)
        {
            yield return record.Id;
        }

        foreach (var resumed in unit.Resumed)
        {
            if (resumed.Judged is { } judged)
            {
                yield return judged.Id;
            }
        }
    }

    private static async Task Each<TKey, TValue>(
        IEnumerable<TKey> keys, Func<TKey, Task<(TKey Key, TValue Value)>> read, Dictionary<TKey, TValue> into)
        where TKey : notnull
    {
        foreach (var (key, value) in await Task.WhenAll(keys.Distinct().Select(read)).ConfigureAwait(false))
        {
            into.Add(key, value);
        }
    }

    private async Task<T?> Read<T>(RecordAccess access, string key, Func<byte[], T> decode)
        where T : class
    {
        var stored = await access.Read(key).ConfigureAwait(false);
        lock (Tags)
        {
            Tags[key] = stored?.ETag;
        }

        return stored is null ? null : decode(stored.Body);
    }
}

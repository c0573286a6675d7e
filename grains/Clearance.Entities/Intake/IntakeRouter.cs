using System.Collections.Concurrent;
using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>Finds where an event goes, and applies a segment's events side by side, per ledger in order.</summary>
/// <remarks>
/// An owner is for ever, so it may be cached; its absence is looked up each time. An event that went to the wrong place
/// all the same (a registration was refused, or came in between) comes back unapplied and is routed anew.
/// </remarks>
internal sealed class IntakeRouter(EntityServices services)
{
    private const int CachedOwnersMax = 1_000_000;
    private const int RoundsMax = 16;
    private readonly ConcurrentDictionary<DeclarationKey, TaxpayerId> _owners = new();

    /// <summary>Applies a segment; every result is durable when it completes.</summary>
    /// <returns>The taxpayers whose ledgers took part.</returns>
    public async Task<HashSet<TaxpayerId>> Apply(IntakeCall call, List<int> segment)
    {
        var taxpayers = new HashSet<TaxpayerId>();
        var open = segment;
        for (var round = 0; open.Count > 0; round++)
        {
            if (round == RoundsMax)
            {
                throw new StoreUnavailableException("A declaration's owner kept changing; the call may be repeated.");
            }

            var (ledgers, facts) = await Group(call, open);
            taxpayers.UnionWith(ledgers.Keys);
            var work = new List<Task>(ledgers.Count + facts.Count);
            foreach (var (taxpayer, indexes) in ledgers)
            {
                work.Add(ToLedger(call, taxpayer, indexes));
            }

            foreach (var (key, indexes) in facts)
            {
                work.Add(ToIdentity(call, key, indexes));
            }

            await Task.WhenAll(work);
            open = segment.FindAll(index => call.Results[index] is null);
        }

        return taxpayers;
    }

    private async Task<(SortedDictionary<TaxpayerId, List<int>>, SortedDictionary<DeclarationKey, List<int>>)> Group(
        IntakeCall call, List<int> open)
    {
        var registering = new Dictionary<DeclarationKey, TaxpayerId>();
        await LookUpOwners(call, open);
        var ledgers = new SortedDictionary<TaxpayerId, List<int>>();
        var facts = new SortedDictionary<DeclarationKey, List<int>>();
        foreach (var index in open)
        {
            switch (call.Events[index]!.Event)
            {
                case TaxpayerEvent e:
                    if (e is DeclarationRegistered registered)
                    {
                        registering.TryAdd(registered.Number.Key, e.Taxpayer);
                    }

                    Add(ledgers, e.Taxpayer, index);
                    break;
                case DeclarationEvent e when _owners.TryGetValue(e.Declaration, out var owner)
                    || registering.TryGetValue(e.Declaration, out owner):
                    Add(ledgers, owner, index);
                    break;
                case DeclarationEvent e:
                    Add(facts, e.Declaration, index);
                    break;
            }
        }

        return (ledgers, facts);
    }

    private static void Add<TKey>(SortedDictionary<TKey, List<int>> groups, TKey key, int index)
        where TKey : notnull
    {
        if (!groups.TryGetValue(key, out var group))
        {
            groups.Add(key, group = []);
        }

        group.Add(index);
    }

    private async Task LookUpOwners(IntakeCall call, List<int> open)
    {
        var keys = new SortedSet<DeclarationKey>();
        foreach (var index in open)
        {
            if (call.Events[index]!.Event is DeclarationEvent e && !_owners.ContainsKey(e.Declaration))
            {
                keys.Add(e.Declaration);
            }
        }

        if (keys.Count == 0)
        {
            return;
        }

        if (_owners.Count > CachedOwnersMax)
        {
            _owners.Clear();
        }

        foreach (var record in await services.Store.LoadIdentities([.. keys], CancellationToken.None))
        {
            if (record?.Owner is { } owner)
            {
                _owners[record.Key] = owner;
            }
        }
    }

    private async Task ToLedger(IntakeCall call, TaxpayerId taxpayer, List<int> indexes)
    {
        var events = indexes.ConvertAll(index => call.Events[index]!);
        var results = await services.Host.Taxpayer(taxpayer).Apply(events);
        for (var i = 0; i < indexes.Count; i++)
        {
            if (!results[i].IsMisrouted)
            {
                call.Results[indexes[i]] = results[i];
            }
        }
    }

    private async Task ToIdentity(IntakeCall call, DeclarationKey key, List<int> indexes)
    {
        var events = indexes.ConvertAll(index => call.Events[index]!);
        if (await services.Host.Declaration(key).Apply(events) is { } results)
        {
            for (var i = 0; i < indexes.Count; i++)
            {
                call.Results[indexes[i]] = results[i];
            }
        }
    }
}

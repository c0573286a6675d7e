using System.Collections.Concurrent;
using System.Runtime.InteropServices;
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
    /// <returns>The taxpayers whose ledgers are still re-deciding.</returns>
    public async Task<HashSet<TaxpayerId>> Apply(IntakeCall call, List<int> segment)
    {
        var redeciding = new HashSet<TaxpayerId>();
        var open = segment;
        for (var round = 0; open.Count > 0; round++)
        {
            if (round == RoundsMax)
            {
                throw new StoreUnavailableException("A declaration's owner kept changing; the call may be repeated.");
            }

            var (ledgers, facts) = await Group(call, open);
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
            foreach (var (taxpayer, indexes) in ledgers)
            {
                Note(call, taxpayer, indexes, redeciding);
            }

            open = segment.FindAll(index => call.Results[index] is null);
        }

        return redeciding;
    }

    /// <summary>Notes what is under way when a ledger has answered. What it knew already may be too.</summary>
    private static void Note(IntakeCall call, TaxpayerId taxpayer, List<int> indexes, HashSet<TaxpayerId> redeciding)
    {
        foreach (var index in indexes)
        {
            if (call.Results[index] is not { } result)
            {
                continue;
            }

            if (result.AwaitsRedecision)
            {
                redeciding.Add(taxpayer);
            }

            if (result.HasSent || result.Status == EventStatus.Duplicate)
            {
                call.AddSender(taxpayer, index);
            }
        }
    }

    private async Task<(Dictionary<TaxpayerId, List<int>>, Dictionary<DeclarationKey, List<int>>)> Group(
        IntakeCall call, List<int> open)
    {
        var registering = new Dictionary<DeclarationKey, TaxpayerId>();
        await LookUp(call, open);
        var ledgers = new Dictionary<TaxpayerId, List<int>>();
        var facts = new Dictionary<DeclarationKey, List<int>>();
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

    private static void Add<TKey>(Dictionary<TKey, List<int>> groups, TKey key, int index)
        where TKey : notnull =>
        (CollectionsMarshal.GetValueRefOrAddDefault(groups, key, out _) ??= []).Add(index);

    /// <summary>Reads the identities of every declaration the events name, in one query.</summary>
    private async Task LookUp(IntakeCall call, List<int> open)
    {
        var keys = new HashSet<DeclarationKey>();
        foreach (var index in open)
        {
            Name(call, call.Events[index]!.Event, keys);
        }

        if (keys.Count == 0)
        {
            return;
        }

        if (_owners.Count > CachedOwnersMax)
        {
            _owners.Clear();
        }

        var asked = keys.ToArray();
        Array.Sort(asked);
        var records = await services.Store.LoadIdentities(asked, CancellationToken.None);
        for (var i = 0; i < asked.Length; i++)
        {
            call.Known.Add(asked[i], records[i]);
            if (records[i]?.Owner is { } owner)
            {
                _owners[asked[i]] = owner;
            }
        }
    }

    private void Name(IntakeCall call, ClearanceEvent e, HashSet<DeclarationKey> keys)
    {
        switch (e)
        {
            case DeclarationEvent fact:
                Name(call, fact.Declaration, keys);
                break;
            case DeclarationRegistered registered:
                Name(call, registered.Number.Key, keys);
                break;
            case PaymentConfirmed payment:
                foreach (var row in payment.Rows)
                {
                    if (row.Declaration is { } key)
                    {
                        Name(call, key, keys);
                    }
                }

                break;
        }
    }

    private void Name(IntakeCall call, DeclarationKey key, HashSet<DeclarationKey> keys)
    {
        if (_owners.TryGetValue(key, out var owner))
        {
            call.Known.Add(key, owner);
        }
        else
        {
            keys.Add(key);
        }
    }

    private async Task ToLedger(IntakeCall call, TaxpayerId taxpayer, List<int> indexes)
    {
        var events = indexes.ConvertAll(index => call.Events[index]!);
        var ledger = services.Host.Taxpayer(taxpayer);
        var results = await Applied(call, ledger.Apply(events));
        for (var i = 0; i < indexes.Count; i++)
        {
            if (!results[i].IsMisrouted)
            {
                call.Results[indexes[i]] = results[i];
                NoteOwner(events[i].Event, taxpayer, ledger);
            }
        }
    }

    /// <summary>Notes whose a declaration is now, so that what follows need not look it up.</summary>
    /// <remarks>What was accepted may wait behind an event that throws: only what the ledger shows is durable and its own.</remarks>
    private void NoteOwner(ClearanceEvent e, TaxpayerId taxpayer, ITaxpayer ledger)
    {
        if (e is DeclarationRegistered { Number.Key: var key }
            && (ledger as IPublishesRoot)?.TryRoot() is { } root && root.Ledger.Declarations.ContainsKey(key))
        {
            _owners[key] = taxpayer;
        }
    }

    private async Task ToIdentity(IntakeCall call, DeclarationKey key, List<int> indexes)
    {
        var events = indexes.ConvertAll(index => call.Events[index]!);
        if (await Applied(call, services.Host.Declaration(key).Apply(events)) is { } results)
        {
            for (var i = 0; i < indexes.Count; i++)
            {
                call.Results[indexes[i]] = results[i];
            }
        }
    }

    /// <summary>Whoever did not refuse it may have applied it, whatever he says then.</summary>
    private static async Task<T> Applied<T>(IntakeCall call, Task<T> applying)
    {
        try
        {
            var applied = await applying;
            call.MayBeApplied = true;
            return applied;
        }
        catch (Exception failure) when (failure is not OverloadedException)
        {
            call.MayBeApplied = true;
            throw;
        }
    }
}

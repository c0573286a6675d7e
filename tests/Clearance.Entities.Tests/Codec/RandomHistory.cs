using Clearance.Domain;

namespace Clearance.Entities.Tests.Codec;

/// <summary>A few ledgers to which random events and each other's messages are applied: the same seed, the same history.</summary>
internal sealed class RandomHistory(int seed)
{
    private readonly RandomEvents _events = new(new Random(seed));
    private readonly Random _random = new(seed + 1);
    private readonly Queue<LedgerMessage> _messages = new();
    private readonly Dictionary<string, TaxpayerId> _homes = [];

    /// <summary>Every ledger, with everything in memory.</summary>
    public SortedDictionary<TaxpayerId, Ledger> Ledgers { get; } = [];

    /// <summary>Every identity.</summary>
    public SortedDictionary<DeclarationKey, DeclarationIdentity> Identities { get; } = [];

    /// <summary>Every message that was sent.</summary>
    public List<LedgerMessage> Sent { get; } = [];

    /// <summary>Every rejection that was given.</summary>
    public List<Rejection> Rejections { get; } = [];

    /// <summary>Applies some events, and now and then a message; those still under way stay so.</summary>
    public void Run(int events)
    {
        for (var i = 0; i < events; i++)
        {
            Apply(_events.Next());
            if (_messages.Count > 0 && _random.Next(3) == 0)
            {
                var message = _messages.Dequeue();
                Finish(message.Receiver, LedgerOf(message.Receiver).Apply(message, new Around(this)));
            }
        }
    }

    /// <summary>Applies an event of the caller's.</summary>
    public void Apply(ClearanceEvent e)
    {
        if (e is DeclarationEvent fact)
        {
            var identity = Identities.GetValueOrDefault(fact.Declaration, DeclarationIdentity.Nobody);
            if (identity.Owner is { } owner)
            {
                Finish(owner, LedgerOf(owner).Apply(e, new Around(this)));
            }
            else if (identity.Facts.Apply(fact, out var facts) is null)
            {
                Identities[fact.Declaration] = identity with { Facts = facts, Version = identity.Version + 1 };
            }
        }
        else if (e is TaxpayerEvent of)
        {
            if (e is PaymentConfirmed)
            {
                _homes.TryAdd(e.Id, of.Taxpayer);
            }

            Finish(of.Taxpayer, LedgerOf(of.Taxpayer).Apply(e, new Around(this)));
        }
    }

    private Ledger LedgerOf(TaxpayerId taxpayer) => Ledgers.GetValueOrDefault(taxpayer) ?? Ledger.Empty(taxpayer);

    private void Finish(TaxpayerId taxpayer, Applied applied)
    {
        applied.Needs.ShouldBeNull();
        Ledgers[taxpayer] = applied.Ledger;
        if (applied.Rejection is { } rejection)
        {
            Rejections.Add(rejection);
        }

        foreach (var (key, identity) in applied.Identities)
        {
            Identities[key] = identity;
        }

        foreach (var message in applied.Messages)
        {
            _messages.Enqueue(message);
            Sent.Add(message);
        }
    }

    private sealed class Around(RandomHistory history) : ISurroundings
    {
        public bool TryIdentity(DeclarationKey key, out DeclarationIdentity identity)
        {
            identity = history.Identities.GetValueOrDefault(key, DeclarationIdentity.Nobody);
            return true;
        }

        public bool IsAbsent(string payment) => true;

        public bool TryHome(string payment, out TaxpayerId? home)
        {
            home = history._homes.TryGetValue(payment, out var known) ? known : null;
            return true;
        }
    }
}

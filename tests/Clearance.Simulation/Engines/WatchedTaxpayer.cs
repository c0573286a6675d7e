using Clearance.Domain;
using Clearance.Entities;
using Clearance.Simulation.Faults;

namespace Clearance.Simulation.Engines;

/// <summary>A ledger with somebody who writes down in what order its work came: the order in which it is applied.</summary>
/// <remarks>What the plan has throw goes in as something that no rule applies; its bytes are as they came.</remarks>
internal class WatchedTaxpayer(TaxpayerId id, TaxpayerEntity entity, Poison poison) : ITaxpayer, IEntity, IPublishesRoot
{
    private readonly Dictionary<string, int> _arrivals = new(StringComparer.Ordinal);

    public bool IsIdle => entity.IsIdle;

    protected TaxpayerEntity Entity => entity;

    public Task Activate() => entity.Activate();

    /// <summary>When an event, or a message, came to this activation first.</summary>
    public int ArrivalOf(string key) => _arrivals.GetValueOrDefault(key, int.MaxValue);

    public static string KeyOf(Hash128 id) => $"{id.High:x}{id.Low:x}";

    public Task<IReadOnlyList<EventResult>> Apply(IReadOnlyList<IntakeEvent> events)
    {
        foreach (var e in events)
        {
            _arrivals.TryAdd(KeyOf(e.Id), _arrivals.Count);
        }

        return entity.Apply([.. events.Select(Poisoned)]);
    }

    public virtual Task Deliver(IntentWrite intent)
    {
        _arrivals.TryAdd(intent.Key, _arrivals.Count);
        return entity.Deliver(poison.Strikes(intent.Key, id) ? intent with { Body = [] } : intent);
    }

    public Task Settled() => entity.Settled();

    public Task Sweep() => entity.Sweep();

    public Task<Resumption> Resume() => entity.Resume();

    public Task Adopt(ParkedEvent parked) => entity.Adopt(parked);

    public virtual ValueTask<LedgerRoot> Root() => entity.Root();

    public virtual ValueTask<(LedgerRoot Root, Declaration? Declaration)> Find(DeclarationKey key) => entity.Find(key);

    public virtual LedgerRoot? TryRoot() => entity.TryRoot();

    private IntakeEvent Poisoned(IntakeEvent e) => IsHere(e.Event) && poison.Strikes(KeyOf(e.Id), id)
        ? e with { Event = new PoisonEvent(e.Event.Id, e.Event.At, id) }
        : e;

    /// <summary>Whether the event is this ledger's: a fact about another's declaration goes on to where it belongs.</summary>
    private bool IsHere(ClearanceEvent e) =>
        e is not DeclarationEvent fact || entity.TryRoot()?.Ledger.Declarations.ContainsKey(fact.Declaration) == true;
}

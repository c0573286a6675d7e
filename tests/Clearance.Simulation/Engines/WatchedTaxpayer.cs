using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Simulation.Engines;

/// <summary>A ledger with somebody who writes down in what order its work came: the order in which it is applied.</summary>
internal class WatchedTaxpayer(TaxpayerEntity entity) : ITaxpayer, IEntity, IPublishesRoot
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

        return entity.Apply(events);
    }

    public virtual Task Deliver(IntentWrite intent)
    {
        _arrivals.TryAdd(intent.Key, _arrivals.Count);
        return entity.Deliver(intent);
    }

    public Task Settled() => entity.Settled();

    public Task Sweep() => entity.Sweep();

    public virtual ValueTask<LedgerRoot> Root() => entity.Root();

    public virtual ValueTask<(LedgerRoot Root, Declaration? Declaration)> Find(DeclarationKey key) => entity.Find(key);

    public virtual LedgerRoot? TryRoot() => entity.TryRoot();
}

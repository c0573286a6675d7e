using System.Collections.Concurrent;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Grains;

/// <summary>The ledgers active in this process, whose committed roots readers take without a call.</summary>
/// <remarks>
/// A ledger is in it from its load until its activation ends, and is out of it before its grain may be activated anywhere
/// else, so that nobody reads here what another activation has replaced.
/// </remarks>
/// <param name="clock">The clock.</param>
/// <param name="tellEvery">How often the runtime is to be told that a ledger is in use: it sees calls only, not reads.</param>
public sealed class LocalRoots(TimeProvider clock, TimeSpan tellEvery)
{
    private readonly ConcurrentDictionary<TaxpayerId, Shown> _shown = new();

    /// <summary>How many ledgers are active here.</summary>
    public int Count => _shown.Count;

    /// <summary>The last committed root of a ledger that is active here; null when there is none.</summary>
    /// <param name="taxpayer">Whose.</param>
    /// <param name="tell">Whether the reader should call the ledger once, so that it stays in memory.</param>
    public LedgerRoot? TryRoot(TaxpayerId taxpayer, out bool tell)
    {
        tell = false;
        if (!_shown.TryGetValue(taxpayer, out var shown) || shown.Entity.TryRoot() is not { } root)
        {
            return null;
        }

        var told = Volatile.Read(ref shown.ToldAt);
        var now = clock.GetTimestamp();
        tell = clock.GetElapsedTime(told, now) > tellEvery
            && Interlocked.CompareExchange(ref shown.ToldAt, now, told) == told;
        return root;
    }

    /// <summary>Ends the activation of a ledger here, once what is under way is done; one that is yet to be shown is not found.</summary>
    public void LetGo(TaxpayerId taxpayer)
    {
        if (_shown.TryGetValue(taxpayer, out var shown))
        {
            shown.LetGo();
        }
    }

    /// <summary>Shows a ledger that is loaded.</summary>
    /// <param name="taxpayer">Whose.</param>
    /// <param name="entity">The ledger.</param>
    /// <param name="letGo">Ends its activation.</param>
    internal void Show(TaxpayerId taxpayer, IPublishesRoot entity, Action letGo) =>
        _shown[taxpayer] = new Shown(entity, letGo) { ToldAt = clock.GetTimestamp() };

    /// <summary>Shows it no longer, unless another activation is shown by now.</summary>
    internal void Hide(TaxpayerId taxpayer, IPublishesRoot entity)
    {
        if (_shown.TryGetValue(taxpayer, out var shown) && ReferenceEquals(shown.Entity, entity))
        {
            _shown.TryRemove(KeyValuePair.Create(taxpayer, shown));
        }
    }

    private sealed class Shown(IPublishesRoot entity, Action letGo)
    {
        public long ToldAt;

        public IPublishesRoot Entity => entity;

        public void LetGo() => letGo();
    }
}

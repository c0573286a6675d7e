using System.Collections.Concurrent;
using Clearance.Domain;

namespace Clearance.Grains;

/// <summary>The ledgers active in this process: readers take their committed roots, and callers their turns, without a message.</summary>
/// <remarks>
/// A ledger is in it from its load until its activation ends, and is out of it before its grain may be activated anywhere
/// else, so that nobody reads here what another activation has replaced.
/// </remarks>
/// <param name="clock">The clock.</param>
/// <param name="tellEvery">How often the runtime is to be told that a ledger is in use: it sees messages only, neither reads nor turns.</param>
public sealed class LocalLedgers(TimeProvider clock, TimeSpan tellEvery)
{
    private readonly ConcurrentDictionary<TaxpayerId, LocalLedger> _ledgers = new();

    /// <summary>How many ledgers are active here.</summary>
    public int Count => _ledgers.Count;

    /// <summary>Ends the activation of a ledger here, once what is under way is done; one that is yet to be shown is not found.</summary>
    public void LetGo(TaxpayerId taxpayer)
    {
        if (_ledgers.TryGetValue(taxpayer, out var ledger))
        {
            ledger.LetGo();
        }
    }

    /// <summary>A ledger that is active here; null when it is not.</summary>
    /// <param name="taxpayer">Whose.</param>
    internal LocalLedger? Find(TaxpayerId taxpayer) => _ledgers.GetValueOrDefault(taxpayer);

    /// <summary>Whether who uses a ledger should send it a message once, so that it stays in memory.</summary>
    internal bool ShouldTell(LocalLedger ledger)
    {
        var told = Volatile.Read(ref ledger.ToldAt);
        var now = clock.GetTimestamp();
        return clock.GetElapsedTime(told, now) > tellEvery
            && Interlocked.CompareExchange(ref ledger.ToldAt, now, told) == told;
    }

    /// <summary>Shows a ledger that is loaded.</summary>
    internal void Show(TaxpayerId taxpayer, LocalLedger ledger)
    {
        ledger.ToldAt = clock.GetTimestamp();
        _ledgers[taxpayer] = ledger;
    }

    /// <summary>Shows it no longer, unless another activation is shown by now.</summary>
    internal void Hide(TaxpayerId taxpayer, LocalLedger ledger) =>
        _ledgers.TryRemove(KeyValuePair.Create(taxpayer, ledger));
}

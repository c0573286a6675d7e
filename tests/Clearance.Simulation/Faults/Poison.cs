using Clearance.Domain;

namespace Clearance.Simulation.Faults;

/// <summary>Events and messages that throw whenever they are applied to a ledger, until somebody repairs what made them.</summary>
internal sealed class Poison(FaultPlan faults)
{
    private readonly HashSet<string> _judged = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TaxpayerId> _struck = new(StringComparer.Ordinal);

    /// <summary>Hears when something begins to throw, and in whose ledger; the number names it.</summary>
    public Action<TaxpayerId, ulong>? Struck { get; set; }

    /// <summary>Whether it throws here.</summary>
    public bool Strikes(string key, TaxpayerId ledger)
    {
        if (_struck.ContainsKey(key))
        {
            return true;
        }

        var number = TraceNumbers.Of(key);
        if (!_judged.Add(key) || !faults.Hits(FaultKind.Poison, number))
        {
            return false;
        }

        _struck.Add(key, ledger);
        Struck?.Invoke(ledger, number);
        return true;
    }

    /// <summary>Whether anything throws in a ledger.</summary>
    public bool IsIn(TaxpayerId ledger) => _struck.ContainsValue(ledger);

    /// <summary>Nothing throws in a ledger any more.</summary>
    public void Lift(TaxpayerId ledger)
    {
        foreach (var key in _struck.Where(it => it.Value == ledger).Select(it => it.Key).ToList())
        {
            _struck.Remove(key);
        }
    }
}

/// <summary>What no rule applies: whoever tries throws.</summary>
internal sealed record PoisonEvent(string Id, Instant At, TaxpayerId Taxpayer) : TaxpayerEvent(Id, At, Taxpayer);

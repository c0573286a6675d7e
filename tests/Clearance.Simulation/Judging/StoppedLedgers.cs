using Clearance.Domain;
using Clearance.Entities;
using Clearance.Simulation.Faults;
using Clearance.Testing.Worlds;

namespace Clearance.Simulation.Judging;

/// <summary>The ledgers in which something throws, from the commit that stopped them until somebody repairs them.</summary>
internal sealed class StoppedLedgers(Poison poison)
{
    private readonly HashSet<TaxpayerId> _stopped = [];
    private readonly Dictionary<string, TaxpayerId> _payments = new(StringComparer.Ordinal);

    /// <summary>Whether one was ever stopped.</summary>
    public bool WasAny { get; private set; }

    public bool Contains(TaxpayerId ledger) => _stopped.Contains(ledger);

    /// <summary>The bytes of what a unit parks, as numbers, where that is right: something throws in its ledger, or did and is waited for.</summary>
    public HashSet<ulong> ParkedBy(CommitUnit unit) => unit.Ledger is { } ledger
        && (poison.IsIn(ledger.Taxpayer) || _stopped.Contains(ledger.Taxpayer))
        ? [.. unit.Parked.Select(parked => TraceNumbers.Of(parked.Body))]
        : [];

    /// <summary>An event waits.</summary>
    public void Wait(WorldEvent e)
    {
        if (e.Read.Event is PaymentConfirmed payment)
        {
            _payments[payment.Id] = payment.Taxpayer;
        }
    }

    /// <summary>A unit became durable.</summary>
    public void Take(CommitUnit unit)
    {
        if (unit.Ledger is { } ledger && unit.Parked.Count > 0 && poison.IsIn(ledger.Taxpayer))
        {
            _stopped.Add(ledger.Taxpayer);
            WasAny = true;
        }
    }

    /// <summary>A ledger goes on.</summary>
    public void Repaired(TaxpayerId ledger)
    {
        _stopped.Remove(ledger);
        foreach (var payment in _payments.Where(it => it.Value == ledger).Select(it => it.Key).ToList())
        {
            _payments.Remove(payment);
        }
    }

    /// <summary>
    /// Whether a cancellation was refused because its payment, of another taxpayer, waits: it came, and is not applied. Accepted it
    /// would have no effect either.
    /// </summary>
    public bool ExcuseRefusal(WorldEvent e, RejectionCode? rejection) =>
        rejection == RejectionCode.InvalidValue
        && e.Read.Event is PaymentCancelled cancelled
        && _payments.TryGetValue(cancelled.Payment, out var payer) && payer != cancelled.Taxpayer;
}

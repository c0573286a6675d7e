using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>A store that several processes have open at once.</summary>
/// <remarks>
/// To load a ledger is to claim it for this process: until it is released nobody else loads it while this process lives. A process
/// that was silent for the time of a lease is ended by the others; if it still runs, it goes on under another epoch
/// (<see cref="IClearanceStore.LeaseEpoch"/>), and what it loaded before is not shown any more.
/// </remarks>
public interface IClusterStore : IClearanceStore
{
    /// <summary>Another number whenever processes came or went, or lanes changed hands.</summary>
    long Changes { get; }

    /// <summary>Whether this process is the one that sweeps what is due.</summary>
    bool Sweeps { get; }

    /// <summary>Hears of ledgers in use here that another process asks for: they are to be let go when what is under way is done.</summary>
    Action<TaxpayerId>? Wanted { get; set; }

    /// <summary>The claim of the load of a ledger that came last; 0 when there is none. Every load's is another.</summary>
    long ClaimOf(TaxpayerId taxpayer);

    /// <summary>Gives a claim up, unless a load came after it. Nothing may be shown or written under it any more.</summary>
    Task Release(TaxpayerId taxpayer, long claim);

    /// <summary>What a taxpayer's ledger sent and is not delivered, in the order it was sent, whoever is to deliver it.</summary>
    Task<IReadOnlyList<IntentWrite>> IntentsOf(TaxpayerId sender, CancellationToken cancel);

    /// <summary>Who is to receive messages that events caused and that are not delivered, in no order.</summary>
    Task<IReadOnlyList<TaxpayerId>> ReceiversOf(IReadOnlyList<Hash128> causes, CancellationToken cancel);
}

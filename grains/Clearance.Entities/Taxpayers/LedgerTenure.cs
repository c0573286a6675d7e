using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>By what right an activation shows and writes a ledger: the lease it was loaded under, and in a cluster its claim.</summary>
internal sealed class LedgerTenure(EntityServices services, TaxpayerId id)
{
    private readonly IClusterStore? _cluster = services.Store as IClusterStore;
    private long _epoch;
    private long _claim;
    private volatile bool _isEnded;

    /// <summary>Whether what was loaded may be shown now. It may be asked beside the turns.</summary>
    public bool Holds => !_isEnded && services.Store.Holds(Volatile.Read(ref _epoch));

    /// <summary>Loads the ledger, which claims it.</summary>
    public async Task<LedgerState> Load()
    {
        Volatile.Write(ref _epoch, services.Store.LeaseEpoch);
        var state = await LedgerState.Load(services, id);
        if (_cluster is not null)
        {
            await TakeUp(_cluster);
        }

        return state;
    }

    /// <summary>Nothing is shown any more, and others may claim the ledger.</summary>
    public Task End()
    {
        _isEnded = true;
        return _cluster?.Release(id, _claim) ?? Task.CompletedTask;
    }

    /// <summary>The ledger may have been elsewhere: what it sent there goes out before what it sends here.</summary>
    private async Task TakeUp(IClusterStore cluster)
    {
        _claim = cluster.ClaimOf(id);
        foreach (var intent in await cluster.IntentsOf(id, CancellationToken.None))
        {
            services.Intents.Enqueue(intent);
        }

        if (_isEnded)
        {
            await End();
            throw new StoreUnavailableException($"The ledger of taxpayer {id} was let go.");
        }
    }
}

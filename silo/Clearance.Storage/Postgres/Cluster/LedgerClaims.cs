using Clearance.Domain;
using Clearance.Entities;
using Npgsql;

namespace Clearance.Storage;

/// <summary>The ledgers this process has claimed: to load one is to claim it, and nobody else loads it until it is released.</summary>
/// <remarks>
/// A claim is the process's epoch in the ledger's head. It is taken only where nobody lives who has it: the holder's end is for ever
/// and is committed before anybody takes what it had. A ledger that does not exist gets a head of version 0.
/// </remarks>
internal sealed class LedgerClaims(NpgsqlDataSource pool, PostgresCluster cluster, PostgresStoreOptions options)
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly Dictionary<TaxpayerId, Claim> _claims = [];
    private readonly Dictionary<TaxpayerId, Task> _releasing = [];
    private long _loads;

    /// <summary>Hears of ledgers in use here that another process asks for.</summary>
    public Action<TaxpayerId>? Wanted { get; set; }

    /// <summary>The claim of the load that came last; 0: none.</summary>
    public long Of(TaxpayerId taxpayer)
    {
        lock (_gate)
        {
            return _claims.TryGetValue(taxpayer, out var claim) ? claim.Load : 0;
        }
    }

    /// <summary>Claims and reads a ledger; asks who has it to release it, and tries for a while.</summary>
    public async Task<LedgerRecord?> Load(TaxpayerId taxpayer, CancellationToken cancel)
    {
        var from = options.Clock.GetTimestamp();
        while (true)
        {
            var claim = await Begin(taxpayer).ConfigureAwait(false);
            var holder = 0L;
            try
            {
                (holder, var record) = await PostgresSessions.Run(() => TryLoad(taxpayer, claim.Epoch, cancel)).ConfigureAwait(false);
                if (holder == claim.Epoch)
                {
                    return record;
                }
            }
            finally
            {
                End(taxpayer, claim, isMine: holder == claim.Epoch);
            }

            if (options.Clock.GetElapsedTime(from) > options.ClaimWithin)
            {
                throw new StoreUnavailableException($"The ledger of taxpayer {taxpayer} is in use by another process.");
            }

            await PostgresSessions.Run(() => ClaimRows.Ask(pool, holder, taxpayer, cancel)).ConfigureAwait(false);
            await Task.Delay(BetweenTries, options.Clock, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Gives up the claim of a load, unless another load came after it.</summary>
    public Task Release(TaxpayerId taxpayer, long load)
    {
        lock (_gate)
        {
            return _claims.TryGetValue(taxpayer, out var claim) && claim.Load == load
                ? BeginRelease(taxpayer, claim.Epoch)
                : Task.CompletedTask;
        }
    }

    /// <summary>Another process asks for a ledger that this one, under an epoch, has claimed.</summary>
    public void Asked(TaxpayerId taxpayer, long epoch)
    {
        bool isUsed;
        lock (_gate)
        {
            isUsed = _claims.ContainsKey(taxpayer);
            if (!isUsed)
            {
                _ = BeginRelease(taxpayer, epoch);
            }
        }

        if (isUsed)
        {
            Wanted?.Invoke(taxpayer);
        }
    }

    /// <summary>Notes a load before it is sent, so that no release of an earlier one comes behind it.</summary>
    private async Task<Claim> Begin(TaxpayerId taxpayer)
    {
        while (true)
        {
            Task? releasing;
            lock (_gate)
            {
                if (!_releasing.TryGetValue(taxpayer, out releasing))
                {
                    var member = cluster.Member;
                    return _claims[taxpayer] = member.Holds
                        ? new Claim(++_loads, member.Epoch)
                        : throw new StoreUnavailableException("This process does not hold the lease of its store.");
                }
            }

            await releasing.ConfigureAwait(false);
        }
    }

    private void End(TaxpayerId taxpayer, Claim claim, bool isMine)
    {
        lock (_gate)
        {
            if (!isMine && _claims.TryGetValue(taxpayer, out var last) && last == claim)
            {
                _claims.Remove(taxpayer);
            }
        }
    }

    /// <summary>Under the gate: loads wait until it is done.</summary>
    private Task BeginRelease(TaxpayerId taxpayer, long epoch)
    {
        _claims.Remove(taxpayer);
        if (!_releasing.TryGetValue(taxpayer, out var releasing))
        {
            _releasing[taxpayer] = releasing = Task.Run(() => ReleaseNow(taxpayer, epoch));
        }

        return releasing;
    }

    private async Task ReleaseNow(TaxpayerId taxpayer, long epoch)
    {
        try
        {
            await ClaimRows.Release(pool, taxpayer, epoch).ConfigureAwait(false);
        }
        catch (Exception failed) when (PostgresSessions.Failed(failed))
        {
            // It stays this process's; who wants it asks for it.
        }
        finally
        {
            lock (_gate)
            {
                _releasing.Remove(taxpayer);
            }
        }
    }

    private async Task<(long Holder, LedgerRecord? Record)> TryLoad(TaxpayerId taxpayer, long epoch, CancellationToken cancel)
    {
        try
        {
            return await ClaimRows.Load(pool, taxpayer, epoch, cancel).ConfigureAwait(false);
        }
        catch (Exception failed) when (PostgresSessions.WasCutOff(failed))
        {
            // The server was started again since the connection was used last, and so it did not end this one only.
            pool.Clear();
            return await ClaimRows.Load(pool, taxpayer, epoch, cancel).ConfigureAwait(false);
        }
    }

    private sealed record Claim(long Load, long Epoch);
}

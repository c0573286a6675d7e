using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>A ledger as committed, with what its head says beside the sums.</summary>
/// <param name="Ledger">The ledger.</param>
/// <param name="Version">The head's version; 0 when nothing is stored.</param>
/// <param name="Pass">The re-decision under way, if any.</param>
/// <param name="NextChangeOn">
/// No decision changes by date alone before this legal date; null: none ever. While a re-decision is under way: the same of
/// what changed since it began, to which its end adds what it found.
/// </param>
internal sealed record LedgerState(Ledger Ledger, long Version, LedgerPass? Pass, DateOnly? NextChangeOn)
{
    /// <summary>The head's bytes.</summary>
    public byte[] EncodeHead() => LedgerCodec.Encode(new LedgerHead
    {
        Totals = Ledger.Totals,
        StandingVersion = Ledger.Standing.Version,
        Pass = Pass,
        NextChangeOn = NextChangeOn,
    });

    /// <summary>Reads a ledger; one that is not stored is empty at version 0.</summary>
    public static async Task<LedgerState> Load(EntityServices services, TaxpayerId taxpayer)
    {
        var record = await services.Store.LoadLedger(taxpayer, CancellationToken.None);
        if (record is null)
        {
            return new LedgerState(Ledger.Empty(taxpayer), 0, null, null);
        }

        var (ledger, head) = LedgerLoader.Load(record);
        return new LedgerState(ledger, record.Version, head.Pass, head.NextChangeOn);
    }
}

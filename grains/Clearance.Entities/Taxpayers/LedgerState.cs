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
    /// <summary>Why it cannot be read, if so: the ledger here is then an empty one, and nothing is decided by it.</summary>
    public UnreadableLedger? Unreadable { get; init; }

    /// <summary>Whether the sweep is to look at it, whatever the date.</summary>
    public bool IsDue => Pass is not null || Unreadable is not null;

    /// <summary>The head's bytes.</summary>
    public byte[] EncodeHead() => Unreadable?.Head ?? LedgerCodec.Encode(new LedgerHead
    {
        Totals = Ledger.Totals,
        StandingVersion = Ledger.Standing.Version,
        Pass = Pass,
        NextChangeOn = NextChangeOn,
    });

    /// <summary>Reads a ledger; one that is not stored is empty at version 0, one that cannot be decoded says so.</summary>
    public static async Task<LedgerState> Load(EntityServices services, TaxpayerId taxpayer)
    {
        var record = await services.Store.LoadLedger(taxpayer, CancellationToken.None);
        if (record is null)
        {
            return new LedgerState(Ledger.Empty(taxpayer), 0, null, null);
        }

        try
        {
            var (ledger, head) = LedgerLoader.Load(record);
            return new LedgerState(ledger, record.Version, head.Pass, head.NextChangeOn);
        }
        catch (Exception failure) when (failure.IsPoison())
        {
            services.Observer.Parked(taxpayer.Value, string.Empty, failure);
            return new LedgerState(Ledger.Empty(taxpayer), record.Version, null, null)
            {
                Unreadable = new UnreadableLedger(failure, record.Head),
            };
        }
    }
}

/// <summary>A ledger that is stored and cannot be decoded.</summary>
/// <param name="Why">What was thrown.</param>
/// <param name="Head">The head's bytes, which are written back as they are until somebody repairs them.</param>
internal sealed record UnreadableLedger(Exception Why, byte[] Head)
{
    /// <summary>What a caller hears who asks for what is in it.</summary>
    public CorruptRecordException ToException() => new(Why.Message, Why);
}

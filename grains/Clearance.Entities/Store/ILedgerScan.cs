using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>Reads rows of a kind over ledgers, settled ones too: for papers and reports, which no decision waits for.</summary>
/// <remarks>
/// It goes from ledger to ledger by the keys there are. An index by bank and time would answer sooner, and every commit would pay for it.
/// </remarks>
public interface ILedgerScan
{
    /// <summary>Every row of a kind of one ledger, in one snapshot.</summary>
    /// <param name="taxpayer">Whose.</param>
    /// <param name="kind">Which kind.</param>
    /// <param name="cancel">Stops the reading.</param>
    Task<IReadOnlyList<LedgerRow>> ReadRows(TaxpayerId taxpayer, LedgerRowKind kind, CancellationToken cancel);

    /// <summary>
    /// Shows the rows of a kind whose key has a prefix, of the ledgers after one in key order. A ledger's rows are of one snapshot, those
    /// of two ledgers need not be; a row that is there before the first call and after the last is shown exactly once.
    /// </summary>
    /// <param name="kind">Which kind.</param>
    /// <param name="prefix">What their keys start with: ASCII, not empty.</param>
    /// <param name="after">The ledger before the first; null: from the start.</param>
    /// <param name="ledgersMax">How many ledgers are looked at in this call.</param>
    /// <param name="see">Takes a row, in no order within the call; it must not wait, and is not called again after it threw.</param>
    /// <param name="cancel">Stops the reading.</param>
    /// <returns>The last ledger looked at; null when there was none left.</returns>
    Task<TaxpayerId?> VisitRows(
        LedgerRowKind kind,
        string prefix,
        TaxpayerId? after,
        int ledgersMax,
        Action<TaxpayerId, LedgerRow> see,
        CancellationToken cancel);

    /// <summary>The ledgers after one, in key order.</summary>
    /// <param name="after">The ledger before the first; null: from the start.</param>
    /// <param name="limit">The most of them.</param>
    /// <param name="cancel">Stops the reading.</param>
    Task<IReadOnlyList<TaxpayerId>> Ledgers(TaxpayerId? after, int limit, CancellationToken cancel);

    /// <summary>
    /// A ledger as it is stored, in one snapshot: its head, its resident rows and every declaration, settled ones too; null when there is
    /// none. Unlike <see cref="IClearanceStore.LoadLedger"/> it claims nothing, so that nobody lets the ledger go for it.
    /// </summary>
    Task<LedgerRecord?> ReadLedger(TaxpayerId taxpayer, CancellationToken cancel);
}

using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>Goes over all ledgers of a store once and counts them.</summary>
/// <remarks>It reads what is durable and nothing else: no ledger comes into memory for it, or leaves the process that has it.</remarks>
/// <param name="store">The store.</param>
/// <param name="scan">Its reading over ledgers.</param>
public sealed class CensusPass(IClearanceStore store, ILedgerScan scan)
{
    private const int LedgersPerPage = 200;
    private const int ParkedMax = 10_000;

    /// <summary>Counts everything.</summary>
    /// <param name="on">The legal date to decide for.</param>
    /// <param name="breathe">Called after each ledger: it waits when the pass has taken enough of the machine.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<Census> Run(DateOnly on, Func<Task> breathe, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(breathe);
        var parked = await store.ParkedEvents(null, ParkedMax, cancel);
        var stopped = new SortedSet<string>(parked.Select(static e => e.Home), StringComparer.Ordinal);
        var tally = new CensusTally(on);
        TaxpayerId? last = null;
        while (true)
        {
            var page = await scan.Ledgers(last, LedgersPerPage, cancel);
            foreach (var taxpayer in page)
            {
                cancel.ThrowIfCancellationRequested();
                if (await scan.ReadLedger(taxpayer, cancel) is { } record)
                {
                    Count(tally, record, stopped.Contains(taxpayer.Value));
                }

                await breathe();
                last = taxpayer;
            }

            if (page.Count == 0)
            {
                return tally.ToCensus();
            }
        }
    }

    private static void Count(CensusTally tally, LedgerRecord record, bool isStopped)
    {
        Ledger ledger;
        try
        {
            ledger = LedgerLoader.Load(record).Ledger;
        }
        catch (CorruptRecordException)
        {
            tally.AddUnreadable(record.Taxpayer);
            return;
        }

        tally.Add(new LedgerRoot(ledger, record.Version, isStopped));
    }
}

using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>After every legal midnight, and at start: journals the decisions that changed by date alone, and ends what a crash cut short.</summary>
/// <remarks>Answers do not wait for it: a query decides for its date anyway. It can be late, or run twice, and harm nothing.</remarks>
public sealed class LedgerSweeper(EntityServices services)
{
    private const int Page = 256;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Sweeps now, and again whenever the legal date has changed, until cancelled; in a cluster also when a process is gone,
    /// whose re-decisions were cut short, and not at all while another process does.
    /// </summary>
    public async Task Run(CancellationToken cancel)
    {
        var cluster = services.Store as IClusterStore;
        (DateOnly, long)? swept = null;
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                var due = (Today: services.Now.LegalDate, cluster?.Changes ?? 0);
                if (swept != due && cluster?.Sweeps != false && await SweepAll(due.Today, cancel))
                {
                    swept = due;
                }
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (Exception)
            {
                // Whatever it was, a sweep that ended for good would be noticed by nobody: the next round does what is due.
            }

            await services.Scheduler.Pause(Poll, cancel);
        }
    }

    /// <summary>Sweeps every ledger that is due on a date.</summary>
    /// <returns>Whether nothing is left to do; a ledger that failed stays due.</returns>
    public async Task<bool> SweepAll(DateOnly today, CancellationToken cancel)
    {
        var isWhole = true;
        TaxpayerId? after = null;
        while (true)
        {
            var due = await services.Store.DueLedgers(today, after, Page, cancel);
            foreach (var taxpayer in due)
            {
                cancel.ThrowIfCancellationRequested();
                after = taxpayer;
                isWhole &= await TrySweep(taxpayer);
            }

            if (due.Count < Page)
            {
                return isWhole;
            }
        }
    }

    /// <summary>One that fails keeps no other from being swept.</summary>
    private async Task<bool> TrySweep(TaxpayerId taxpayer)
    {
        try
        {
            await services.Host.Taxpayer(taxpayer).Sweep();
            return true;
        }
        catch (CorruptRecordException corrupt)
        {
            // It stops itself alone, and no later round of this day could do more.
            services.Observer.Parked(taxpayer.Value, string.Empty, corrupt);
            return true;
        }
        catch (Exception)
        {
            // The store, or in a cluster the silo that has the ledger, is away: what is due stays due.
            return false;
        }
    }
}

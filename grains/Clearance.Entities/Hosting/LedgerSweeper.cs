using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>After every legal midnight, and at start: journals the decisions that changed by date alone, and ends what a crash cut short.</summary>
/// <remarks>Answers do not wait for it: a query decides for its date anyway. It can be late, or run twice, and harm nothing.</remarks>
public sealed class LedgerSweeper(EntityServices services)
{
    private const int Page = 256;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(30);

    /// <summary>Sweeps now, and again whenever the legal date has changed, until cancelled.</summary>
    public async Task Run(CancellationToken cancel)
    {
        DateOnly? swept = null;
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                var today = services.Now.LegalDate;
                if (swept != today)
                {
                    await SweepAll(today, cancel);
                    swept = today;
                }
            }
            catch (Exception error) when (error.IsOfTheStore())
            {
                // The next round does it: what is due stays due.
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await services.Scheduler.Pause(Poll, cancel);
        }
    }

    /// <summary>Sweeps every ledger that is due on a date.</summary>
    public async Task SweepAll(DateOnly today, CancellationToken cancel)
    {
        TaxpayerId? after = null;
        while (true)
        {
            var due = await services.Store.DueLedgers(today, after, Page, cancel);
            foreach (var taxpayer in due)
            {
                after = taxpayer;
                await Sweep(taxpayer);
            }

            if (due.Count < Page)
            {
                return;
            }
        }
    }

    private async Task Sweep(TaxpayerId taxpayer)
    {
        try
        {
            await services.Host.Taxpayer(taxpayer).Sweep();
        }
        catch (CorruptRecordException corrupt)
        {
            // It stops itself alone; the others are swept.
            services.Observer.Parked(taxpayer.Value, string.Empty, corrupt);
        }
    }
}

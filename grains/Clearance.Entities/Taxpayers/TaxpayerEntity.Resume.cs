namespace Clearance.Entities;

/// <content>A stopped ledger goes on.</content>
public sealed partial class TaxpayerEntity
{
    /// <inheritdoc/>
    public Task Adopt(ParkedEvent parked)
    {
        var work = new AdoptWork(parked);
        _waiting.Add(work);
        Pump();
        return work.Done;
    }

    /// <inheritdoc/>
    public async Task<Resumption> Resume()
    {
        var taken = 0;
        while (true)
        {
            var work = new ResumeWork();
            _waiting.Add(work);
            Pump();
            var part = await work.Done;
            taken += part.Taken;
            if (!part.IsStopped || part.StoppedBy is not null)
            {
                services.Intents.GoesOn(id);
                return part with { Taken = taken };
            }
        }
    }
}

using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>Lets stopped ledgers go on, and brings what belongs to others by now to them.</summary>
/// <remarks>
/// A fact that names only a declaration waits with the ledger that was to register it. If that registration is refused when its turn comes, the
/// fact is another ledger's, or nobody's yet.
/// </remarks>
/// <param name="host">Finds them.</param>
/// <param name="store">Where the queues are.</param>
public sealed class Resumer(IEntityHost host, IClearanceStore store)
{
    /// <summary>Lets a ledger go on until its queue is empty, or an event throws still.</summary>
    /// <exception cref="CorruptRecordException">A ledger cannot be read, so nothing can be applied to it.</exception>
    /// <exception cref="StoreUnavailableException">Part of it may be applied; safe to repeat.</exception>
    /// <exception cref="StateConflictException">Somebody else lets it go on; safe to repeat.</exception>
    public async Task<Resumption> Resume(TaxpayerId taxpayer, CancellationToken cancel)
    {
        var ledger = host.Taxpayer(taxpayer);
        var taken = 0;
        while (true)
        {
            var part = await ledger.Resume();
            taken += part.Taken;
            if (!part.IsElsewhere)
            {
                return part with { Taken = taken };
            }

            foreach (var first in await store.ParkedEvents(taxpayer.Value, 1, cancel))
            {
                await Bring(first);
                taken++;
            }
        }
    }

    private async Task Bring(ParkedEvent parked)
    {
        if (EventReader.Read(parked.Stream, parked.Body).Event is not DeclarationEvent fact)
        {
            throw new StateConflictException("Only facts of declarations change hands, and this is none.");
        }

        var declaration = host.Declaration(fact.Declaration);
        if (await declaration.Owner() is null && await declaration.Adopt(parked))
        {
            return;
        }

        var owner = await declaration.Owner();
        await host.Taxpayer(owner!.Value).Adopt(parked);
    }
}

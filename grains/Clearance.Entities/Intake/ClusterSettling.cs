using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>Waits until all that a call's events caused is visible, in whatever processes of a cluster that is.</summary>
/// <remarks>
/// What a ledger sent is delivered by the process that has the ledger, which is asked. What came of it in turn, answers mostly, is sent
/// by others: it is looked for in the store, and who receives it is asked to have settled. A ledger that is stopped keeps what it is
/// to receive; that counts as settled.
/// </remarks>
public sealed class ClusterSettling(EntityServices services, IClusterStore store)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(10);

    /// <summary>Completes when it is.</summary>
    /// <param name="senders">The events of which messages to other ledgers may have come, by the ledger that sent them.</param>
    /// <param name="redeciding">Ledgers that make decisions anew.</param>
    /// <param name="within">How long the caller waits; nobody looks any longer.</param>
    public async Task All(
        SortedDictionary<TaxpayerId, List<Hash128>> senders, IReadOnlyCollection<TaxpayerId> redeciding, TimeSpan within)
    {
        var from = services.Scheduler.Clock.GetTimestamp();
        await Task.WhenAll(senders.Select(it => Delivered(it.Key, it.Value, from, within)).ToList());
        var all = senders.Values.SelectMany(static causes => causes).ToArray();
        var receivers = new SortedSet<TaxpayerId>();
        while (all.Length > 0 && await Pending(all, receivers))
        {
            RequireTime(from, within);
            await services.Scheduler.Delay(LookEvery, CancellationToken.None);
        }

        receivers.UnionWith(senders.Keys);
        receivers.UnionWith(redeciding);
        await Task.WhenAll(receivers.Select(ledger => services.Host.Taxpayer(ledger).Settled()).ToList());
    }

    private async Task Delivered(TaxpayerId sender, IReadOnlyList<Hash128> causes, long from, TimeSpan within)
    {
        while (!await services.Host.Taxpayer(sender).Delivered(causes))
        {
            RequireTime(from, within);
        }
    }

    private void RequireTime(long from, TimeSpan within)
    {
        if (services.Scheduler.Clock.GetElapsedTime(from) > within)
        {
            throw new NotSettledException("What the events caused is not delivered yet; repeat the call.");
        }
    }

    private async Task<bool> Pending(Hash128[] causes, SortedSet<TaxpayerId> receivers)
    {
        var isPending = false;
        foreach (var receiver in await store.ReceiversOf(causes, CancellationToken.None))
        {
            if ((await store.ParkedEvents(receiver.Value, 1, CancellationToken.None)).Count == 0)
            {
                isPending = true;
                receivers.Add(receiver);
            }
        }

        return isPending;
    }
}

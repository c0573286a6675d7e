using System.Reflection;
using Clearance.Domain;
using Clearance.Testing.Stores;

namespace Clearance.Entities.Tests.Engine;

/// <summary>The store in memory as a process of a cluster sees it: a test says under which epoch it is, and what others do.</summary>
public class SharedStore : DispatchProxy
{
    private readonly Dictionary<TaxpayerId, long> _claims = [];
    private InMemoryStore? _store;
    private long _loads;

    /// <summary>What is stored.</summary>
    public InMemoryStore Stored => _store!;

    /// <summary>Of which process the store is now.</summary>
    public long Epoch { get; set; } = 1;

    /// <summary>Rises when processes come or go.</summary>
    public long Changes { get; set; }

    /// <summary>Whether this one sweeps.</summary>
    public bool Sweeps { get; set; }

    /// <summary>Whether this one delivers what is stored.</summary>
    public bool Delivers { get; set; } = true;

    /// <summary>The version of the sender's ledger that sent a message.</summary>
    public Func<IntentWrite, long> SentAt { get; set; } = static _ => 0;

    /// <summary>The ledgers that are claimed.</summary>
    public IReadOnlyCollection<TaxpayerId> Claimed => _claims.Keys;

    public static (IClusterStore Store, SharedStore Cluster) Over(InMemoryStore store)
    {
        var proxy = Create<IClusterStore, SharedStore>();
        ((SharedStore)proxy)._store = store;
        return (proxy, (SharedStore)proxy);
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
    {
        "get_LeaseEpoch" => Epoch,
        nameof(IClearanceStore.Holds) => (long)args![0]! == Epoch && Stored.HoldsLease,
        "get_Changes" => Changes,
        "get_Sweeps" => Sweeps,
        "set_Wanted" => null,
        nameof(IClusterStore.ClaimOf) => _claims.GetValueOrDefault((TaxpayerId)args![0]!),
        nameof(IClusterStore.Release) => Release((TaxpayerId)args![0]!, (long)args[1]!),
        nameof(IClusterStore.IntentsOf) => IntentsOf((TaxpayerId)args![0]!),
        nameof(IClusterStore.ReceiversOf) => ReceiversOf((IReadOnlyList<Hash128>)args![0]!),
        nameof(IClearanceStore.LoadLedger) => Load((TaxpayerId)args![0]!),
        nameof(IClearanceStore.PendingIntents) => Pending((long)args![0]!, (int)args[1]!),
        _ => targetMethod.Invoke(Stored, args),
    };

    private Task<LedgerRecord?> Load(TaxpayerId taxpayer)
    {
        _claims[taxpayer] = ++_loads;
        return Stored.LoadLedger(taxpayer, default);
    }

    private Task Release(TaxpayerId taxpayer, long claim)
    {
        if (_claims.GetValueOrDefault(taxpayer) == claim)
        {
            _claims.Remove(taxpayer);
        }

        return Task.CompletedTask;
    }

    private async Task<IReadOnlyList<IntentWrite>> IntentsOf(TaxpayerId sender) =>
        [.. (await Stored.PendingIntents(0, 99, default)).Select(static it => it.Intent).Where(it => it.Sender == sender)];

    private async Task<IReadOnlyList<TaxpayerId>> ReceiversOf(IReadOnlyList<Hash128> causes) =>
        [.. (await Stored.PendingIntents(0, 99, default)).Select(static it => it.Intent).Where(it => causes.Contains(it.Cause))
            .Select(static it => it.Receiver).Distinct()];

    private async Task<IReadOnlyList<IntentRecord>> Pending(long after, int limit) =>
        [.. (await Stored.PendingIntents(after, limit, default)).Select(it => it with { IsOurs = Delivers, SentAt = SentAt(it.Intent) })];
}

using System.Collections.Concurrent;
using System.Reflection;
using Clearance.Entities;
using Clearance.Testing.Stores;

namespace Clearance.Silo.Tests.Access;

/// <summary>All that a store in memory is.</summary>
public interface IWholeStore : IClearanceStore, ILedgerScan, IMoveStore, IPositionStore, IPublicationStore;

/// <summary>Counts what is asked of a store for one taxpayer or declaration; not what the engine asks by itself, of all of them.</summary>
public class CountingStore : DispatchProxy
{
    private static readonly string[] ForOne =
    [
        nameof(IClearanceStore.LoadLedger), nameof(IClearanceStore.LoadRows), nameof(IClearanceStore.LoadIdentities), nameof(IClearanceStore.FindEvents),
        nameof(IPublicationStore.ReadDeadLetters),
    ];

    private readonly ConcurrentQueue<string> _asked = new();
    private InMemoryStore? _store;

    /// <summary>A store that counts.</summary>
    public static (IClearanceStore Store, CountingStore Counts) Over(InMemoryStore store)
    {
        var proxy = Create<IWholeStore, CountingStore>();
        var counts = (CountingStore)(object)proxy;
        counts._store = store;
        return (proxy, counts);
    }

    /// <summary>What was asked since it was last asked for, in order.</summary>
    public string Take()
    {
        var asked = new List<string>();
        while (_asked.TryDequeue(out var name))
        {
            asked.Add(name);
        }

        return string.Join(' ', asked);
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (ForOne.Contains(targetMethod!.Name))
        {
            _asked.Enqueue(targetMethod.Name);
        }

        return targetMethod.Invoke(_store, BindingFlags.DoNotWrapExceptions, null, args, null);
    }
}

using Clearance.Domain;
using Clearance.Entities;
using Clearance.Testing.Engines;
using Clearance.Testing.Stores;

namespace Clearance.Grains.Tests.Conformance;

/// <summary>A host of entities as the suite sees it: an engine beside the ledgers, and one that is far from them.</summary>
public abstract class TestedHost(InMemoryStore store, EntityEngine near, EntityEngine far) : TestedEngine(store, near), IAsyncDisposable
{
    /// <summary>Another member of the same cluster; in one process the same.</summary>
    public TestedEngine Far { get; } = new(store, far);

    /// <summary>How many ledgers are in memory.</summary>
    public abstract long ActiveLedgers { get; }

    /// <summary>How many commits conflicted.</summary>
    public abstract int Conflicts { get; }

    /// <summary>Asks that a ledger leave memory once what is under way in it is done.</summary>
    public abstract void LetGo(TaxpayerId taxpayer);

    public abstract ValueTask DisposeAsync();

    /// <summary>Counts conflicts.</summary>
    protected sealed class Counting : IEntityObserver
    {
        private int _conflicts;

        public int Conflicts => Volatile.Read(ref _conflicts);

        public void Alerted(Alert alert)
        {
        }

        public void Parked(string home, string eventId, Exception why)
        {
        }

        public void Conflicted(string home) => Interlocked.Increment(ref _conflicts);
    }
}

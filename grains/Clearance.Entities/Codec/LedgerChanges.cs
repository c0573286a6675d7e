using System.Collections.Immutable;
using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>Which rows of a ledger the events of one commit changed, each once and in order.</summary>
public sealed class LedgerChanges
{
    /// <summary>Whether the standing's own row changed.</summary>
    public bool Standing { get; private set; }

    /// <summary>Letters that changed.</summary>
    public SortedSet<GuaranteeReference> Guarantees { get; } = [];

    /// <summary>Declarations that changed; one that is journaled anew changes with its journal.</summary>
    public SortedSet<DeclarationKey> Declarations { get; } = [];

    /// <summary>Payments that changed.</summary>
    public SortedSet<string> Payments { get; } = new(StringComparer.Ordinal);

    /// <summary>Takes in what applying one event changed.</summary>
    public void Add(Applied applied)
    {
        Standing |= applied.StandingChanged;
        Add(Guarantees, applied.Guarantees);
        Add(Declarations, applied.Declarations);
        Add(Payments, applied.Payments);
    }

    /// <summary>One by one: there are few, and a union of sets makes a set of them first.</summary>
    private static void Add<T>(SortedSet<T> changed, ImmutableArray<T> more)
    {
        foreach (var one in more)
        {
            changed.Add(one);
        }
    }
}

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
        Guarantees.UnionWith(applied.Guarantees);
        Declarations.UnionWith(applied.Declarations);
        Payments.UnionWith(applied.Payments);
    }
}

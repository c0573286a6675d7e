using System.Collections.Immutable;

namespace Clearance.Domain;

/// <summary>Whose a declaration is, and what came before it was registered (design: the identity record).</summary>
public sealed record DeclarationIdentity
{
    /// <summary>Nothing known of the declaration.</summary>
    public static DeclarationIdentity Nobody { get; } = new();

    /// <summary>A registered declaration: only its owner is left to know.</summary>
    public static DeclarationIdentity OwnedBy(TaxpayerId owner) => new() { Owner = owner };

    /// <summary>The owning taxpayer; null until registered, then for ever the same.</summary>
    public TaxpayerId? Owner { get; init; }

    /// <summary>Facts that came before the registration; none once there is an owner.</summary>
    public DeclarationFacts Facts { get; init; } = DeclarationFacts.None;

    /// <summary>Taxpayers with money parked on it, in order; none once there is an owner.</summary>
    public ImmutableSortedSet<TaxpayerId> ParkedBy { get; init; } = [];

    /// <summary>Counts the facts that came before the registration.</summary>
    public long Version { get; init; }

    /// <summary>Where the journal stood before the registration.</summary>
    public JournalHead Journal { get; init; } = JournalHead.Empty;
}

/// <summary>
/// What a ledger does not hold itself but must know to apply an event: looked up before, handed in as values. What is
/// asked for and missing here ends in <see cref="LedgerNeeds"/>; the caller looks it up and applies again.
/// </summary>
public interface ISurroundings
{
    /// <summary>Who owns a declaration that is not in the ledger; false when it was not looked up.</summary>
    bool TryIdentity(DeclarationKey key, out DeclarationIdentity identity);

    /// <summary>Whether a payment that is not in the ledger was looked up and is not in its stored rows either.</summary>
    bool IsAbsent(string payment);

    /// <summary>Which taxpayer a payment id was registered to; false when it was not looked up.</summary>
    bool TryHome(string payment, out TaxpayerId? home);
}

/// <summary>What must be looked up before an event can be applied.</summary>
public sealed record LedgerNeeds
{
    /// <summary>Declarations of this ledger to be loaded.</summary>
    public ImmutableSortedSet<DeclarationKey> Declarations { get; init; } = [];

    /// <summary>Declarations whose identity is to be looked up.</summary>
    public ImmutableSortedSet<DeclarationKey> Identities { get; init; } = [];

    /// <summary>Payments to be loaded, or known to be absent.</summary>
    public ImmutableSortedSet<string> Payments { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>Payments whose home is to be looked up.</summary>
    public ImmutableSortedSet<string> Homes { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>Whether nothing is needed.</summary>
    public bool IsEmpty => Declarations.IsEmpty && Identities.IsEmpty && Payments.IsEmpty && Homes.IsEmpty;
}

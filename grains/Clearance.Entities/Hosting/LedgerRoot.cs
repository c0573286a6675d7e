using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>What a ledger publishes after each commit, by one reference write: readers take it once and see one moment.</summary>
/// <param name="Ledger">The committed ledger.</param>
/// <param name="Version">The ledger's version.</param>
/// <param name="IsParked">Whether the ledger is stopped: then nothing may go (domain.md §5, reason 0).</param>
public sealed record LedgerRoot(Ledger Ledger, long Version, bool IsParked)
{
    /// <summary>The decision of a declaration on a date; null when it is not in memory, or not this taxpayer's.</summary>
    public Decision? TryDecide(DeclarationKey declaration, DateOnly on) =>
        Ledger.Declarations.TryGetValue(declaration, out var known) ? Decide(known, on) : null;

    /// <summary>The decision of a declaration of this root on a date.</summary>
    public Decision Decide(Declaration declaration, DateOnly on) => IsParked && !declaration.IsRecorded
        ? Assessment.Unavailable(declaration.Key, on) with
        {
            Amendment = declaration.Registration.Amendment,
            Taxpayer = declaration.Owner,
        }
        : Assessment.Assess(declaration, Ledger.Standing, on);
}

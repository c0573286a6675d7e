using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>The rows a ledger has in the store, as far as a commit may change them.</summary>
/// <remarks>
/// A declaration or payment that is changed was in memory, was read, or did not exist: the ledger makes one only after it
/// looked (a registration by the identity's owner, a payment by the registry of events, a transfer by reading). What was in memory
/// came there with the ledger or was written as a resident row, as far as this process and its date know. What
/// was neither in memory nor read is new; or it came in an event that was applied meanwhile and is in the registry, and then the
/// commit that says so is a conflict.
/// </remarks>
/// <param name="Before">The ledger before the commit.</param>
/// <param name="ReadDeclarations">Declarations read from the store since.</param>
/// <param name="ReadPayments">Payments read from the store since.</param>
public readonly record struct KnownRows(
    Ledger Before, IReadOnlyList<DeclarationKey> ReadDeclarations, IReadOnlyList<string> ReadPayments)
{
    /// <summary>Where the row of a declaration is.</summary>
    public RowOrigin Of(DeclarationKey key) =>
        Before.Declarations.ContainsKey(key) ? RowOrigin.Resident : ReadDeclarations.Contains(key) ? RowOrigin.Unknown : RowOrigin.None;

    /// <summary>Where the row of a payment is.</summary>
    public RowOrigin Of(string payment) =>
        Before.Payments.ContainsKey(payment) ? RowOrigin.Resident : ReadPayments.Contains(payment) ? RowOrigin.Unknown : RowOrigin.None;
}

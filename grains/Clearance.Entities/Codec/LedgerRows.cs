using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>The rows a ledger writes, and which of them are loaded with it.</summary>
public static class LedgerRows
{
    /// <summary>A declaration's row.</summary>
    public static LedgerRowWrite RowOf(Declaration declaration, bool resident) =>
        new(LedgerRowKeys.Declaration(declaration.Key), resident, LedgerCodec.Encode(declaration));

    /// <summary>A payment's row.</summary>
    public static LedgerRowWrite RowOf(Payment payment) =>
        new(LedgerRowKeys.Payment(payment.Id), payment.IsResident, LedgerCodec.Encode(payment));

    /// <summary>A letter's row.</summary>
    public static LedgerRowWrite RowOf(Guarantee guarantee) =>
        new(LedgerRowKeys.Guarantee(guarantee.Reference), true, LedgerCodec.Encode(guarantee));

    /// <summary>The standing's own row.</summary>
    public static LedgerRowWrite RowOf(Standing standing) =>
        new(LedgerRowKeys.Standing, true, LedgerCodec.Encode(standing));

    /// <summary>The rows of what changed, as a ledger has them now.</summary>
    /// <param name="ledger">The ledger after the changes.</param>
    /// <param name="changes">What changed.</param>
    /// <param name="today">Decides what is loaded with the ledger.</param>
    /// <param name="limits">The same.</param>
    /// <param name="known">
    /// The rows there were, in memory or read since. Null: it is not known.
    /// </param>
    public static IReadOnlyList<LedgerRowWrite> Of(
        Ledger ledger, LedgerChanges changes, DateOnly today, EntityLimits limits, KnownRows? known = null)
    {
        var rows = new List<LedgerRowWrite>(changes.Declarations.Count + changes.Payments.Count + 1);
        if (changes.Standing)
        {
            rows.Add(RowOf(ledger.Standing));
        }

        foreach (var reference in changes.Guarantees)
        {
            rows.Add(RowOf(ledger.Standing.Guarantees[reference]));
        }

        foreach (var key in changes.Declarations)
        {
            var declaration = ledger.Declarations[key];
            rows.Add(RowOf(declaration, IsResident(declaration, today, limits)) with { Was = known?.Of(key) ?? RowOrigin.Unknown });
        }

        foreach (var id in changes.Payments)
        {
            rows.Add(RowOf(ledger.Payments[id]) with { Was = known?.Of(id) ?? RowOrigin.Unknown });
        }

        return rows;
    }

    /// <summary>
    /// Whether a declaration is loaded with its ledger: while it is open or indebted, holds money of a letter or waits for
    /// some, or has money that officers may move. What is settled, or lapsed long ago, is read when it is touched.
    /// </summary>
    public static bool IsResident(Declaration declaration, DateOnly today, EntityLimits limits)
    {
        if (declaration.Reserved > 0 || declaration.Sums.Surplus > 0 || declaration.Sums.Misdirected > 0)
        {
            return true;
        }

        if (declaration.IsRecorded || declaration.IsCancelled)
        {
            return declaration.Sums.Outstanding > 0;
        }

        return WantsMore(declaration) || today <= declaration.LastDay.AddDays(limits.LapsedResidentDays);
    }

    /// <summary>Whether it wants more of the letter it names than it has, and so is listed with that letter.</summary>
    internal static bool WantsMore(Declaration declaration) =>
        declaration.Registration.CoveringGuarantee is not null && declaration.Reserved < declaration.Sums.Outstanding;
}

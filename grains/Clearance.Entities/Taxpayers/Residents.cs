using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>Which declarations and payments stay in memory: the open and the indebted (design §4).</summary>
internal static class Residents
{
    /// <summary>The ledger without what a batch touched or read and nothing needs any more.</summary>
    public static Ledger Keep(Ledger ledger, LedgerBatch batch, EntityServices services)
    {
        ledger = KeepDeclarations(ledger, batch.Changes.Declarations, services);
        ledger = KeepDeclarations(ledger, batch.Around.ReadDeclarations, services);
        ledger = KeepPayments(ledger, batch.Changes.Payments);
        return KeepPayments(ledger, batch.Around.ReadPayments);
    }

    /// <summary>The ledger without those of some declarations that nothing needs any more.</summary>
    public static Ledger Keep(Ledger ledger, IEnumerable<DeclarationKey> touched, EntityServices services) =>
        KeepDeclarations(ledger, touched, services);

    private static Ledger KeepDeclarations(Ledger ledger, IEnumerable<DeclarationKey> touched, EntityServices services)
    {
        var today = services.Now.LegalDate;
        var declarations = ledger.Declarations;
        foreach (var key in touched)
        {
            if (declarations.TryGetValue(key, out var declaration)
                && !LedgerRows.IsResident(declaration, today, services.Limits))
            {
                declarations = declarations.Remove(key);
            }
        }

        return ReferenceEquals(declarations, ledger.Declarations) ? ledger : ledger with { Declarations = declarations };
    }

    private static Ledger KeepPayments(Ledger ledger, IEnumerable<string> touched)
    {
        var payments = ledger.Payments;
        foreach (var id in touched)
        {
            if (payments.TryGetValue(id, out var payment) && !payment.IsResident)
            {
                payments = payments.Remove(id);
            }
        }

        return ReferenceEquals(payments, ledger.Payments) ? ledger : ledger with { Payments = payments };
    }
}

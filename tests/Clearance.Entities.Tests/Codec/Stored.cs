using Clearance.Domain;

namespace Clearance.Entities.Tests.Codec;

/// <summary>A ledger as the store would load it.</summary>
internal static class Stored
{
    public const long Version = 7;

    public static LedgerRecord Of(Ledger ledger, DateOnly today, EntityLimits limits)
    {
        var changes = new LedgerChanges();
        changes.Add(new Applied
        {
            Ledger = ledger,
            StandingChanged = true,
            Guarantees = [.. ledger.Standing.Guarantees.Keys],
            Declarations = [.. ledger.Declarations.Keys],
            Payments = [.. ledger.Payments.Keys],
        });
        var head = new LedgerHead { Totals = ledger.Totals, StandingVersion = ledger.Standing.Version };
        return new LedgerRecord(
            ledger.Taxpayer,
            Version,
            LedgerCodec.Encode(head),
            [.. LedgerRows.Of(ledger, changes, today, limits)
                .Where(row => row.Resident)
                .Select(row => new LedgerRow(row.Key, Version, row.Body))]);
    }
}

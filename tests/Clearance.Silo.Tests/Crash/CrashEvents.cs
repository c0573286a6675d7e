using Clearance.Domain;

namespace Clearance.Silo.Tests.Crash;

/// <summary>The events of the load. Whatever order they arrive in, they end in one state, so that a model can judge it.</summary>
internal static class CrashEvents
{
    private const long Amount = 3_000_000;
    private const long Slip = 1_000_000;

    public static DeclarationRegistered Registered(int n, TaxpayerId owner, long duty = Amount) =>
        new($"VN:{n}", CrashParties.Morning, owner)
        {
            Number = new DeclarationNumber(CrashParties.Key(n), 0),
            Office = CrashParties.Office(),
            Direction = Direction.Import,
            Procedure = "A11",
            RegisteredAt = CrashParties.Morning,
            Channel = 1,
            SpecialisedInspection = false,
            Term = PaymentTerm.D,
            Lines = [new Line(CrashParties.Duty, LineKind.Tax, duty)],
        };

    /// <summary>Goods under the trader's general letter, which many of them share.</summary>
    public static DeclarationRegistered Guaranteed(int n, int trader) =>
        Registered(n, CrashParties.Trader(trader)) with
        {
            Term = PaymentTerm.B,
            Guarantee = CrashParties.Letter(trader),
        };

    public static GuaranteeIssued Issued(int trader) =>
        new($"VCB:BL-{trader}", CrashParties.Morning, CrashParties.Trader(trader))
        {
            Guarantee = CrashParties.Letter(trader),
            Kind = GuaranteeKind.General,
            Amount = 900_000_000_000,
            EffectiveFrom = CrashParties.Day,
            ExpiresOn = CrashParties.Day.AddDays(25),
            Offices = [],
        };

    /// <summary>One slip over several declarations, the last row mis-keyed: it goes to suspense.</summary>
    public static PaymentConfirmed Paid(int n, TaxpayerId payer, params int[] declarations)
    {
        var rows = declarations
            .Select((d, i) => new PaymentRow(i + 2, CrashParties.Key(d).ToString(), 1901, Account.Budget, Slip))
            .Prepend(new PaymentRow(1, "999999999", 1901, Account.Budget, Slip));
        return new PaymentConfirmed($"BIDV:FT{n}", CrashParties.Morning, payer)
        {
            Bank = CrashParties.Bank(),
            DebitedAt = CrashParties.Morning,
            Rows = [.. rows],
        };
    }

    /// <summary>Officers give the mis-keyed row of a slip to goods of another taxpayer.</summary>
    public static SuspenseAssigned Given(int n, TaxpayerId payer, int declaration) =>
        new($"KB:{n}", CrashParties.Morning, payer)
        {
            Row = new RowRef($"BIDV:FT{n}", 1),
            Declaration = CrashParties.Key(declaration),
            Line = CrashParties.Duty,
            Maker = "cb01",
            Checker = "ld02",
        };

    public static PaymentCancelled Cancelled(int n, TaxpayerId payer) =>
        new($"BIDV:HUY{n}", CrashParties.Morning, payer)
        {
            Bank = CrashParties.Bank(),
            Payment = $"BIDV:FT{n}",
            Consent = "CV-1",
        };

    /// <summary>The block of the importer, placed and lifted in turn; the latest holds.</summary>
    public static TaxpayerEvent Block(int n) => n % 2 == 0
        ? new EnforcementPlaced($"QD:{n}", At(n), CrashParties.Importer) { Decision = "QD-1", EffectiveFrom = CrashParties.Day }
        : new EnforcementLifted($"QD:{n}", At(n), CrashParties.Importer) { Decision = "QD-1", EffectiveFrom = CrashParties.Day };

    private static Instant At(int n) => new(CrashParties.Morning.UtcTicks + (n * TimeSpan.TicksPerSecond));
}

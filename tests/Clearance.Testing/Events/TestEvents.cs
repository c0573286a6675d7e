using System.Globalization;
using Clearance.Domain;
using Shouldly;

namespace Clearance.Testing.Events;

/// <summary>The few events that tests of engines need: two taxpayers, declarations by number, one day.</summary>
public static class TestEvents
{
    public static readonly TaxpayerId Importer = IdOf("0100109106");
    public static readonly TaxpayerId Other = IdOf("0300123450");
    public static readonly LineKey Duty = new(1901, Account.Budget);
    private static readonly Instant Day = At("2026-11-02T09:00:00+07:00");

    public static Instant At(string text) =>
        Instant.From(DateTimeOffset.Parse(text, CultureInfo.InvariantCulture));

    /// <summary>The n-th declaration, with its check digit.</summary>
    public static DeclarationKey Key(int n)
    {
        var sequence = 50_000_000 + n;
        DeclarationKey.TryParse($"10{sequence}{sequence % 7}", out var key).ShouldBeTrue();
        return key;
    }

    public static DeclarationRegistered Registered(int n, TaxpayerId taxpayer, long duty = 1_000_000) =>
        new($"VN:{n}", Day, taxpayer)
        {
            Number = new DeclarationNumber(Key(n), 0),
            Office = Office(),
            Direction = Direction.Import,
            Procedure = "A11",
            RegisteredAt = Day,
            Channel = 1,
            SpecialisedInspection = false,
            Term = PaymentTerm.D,
            Lines = [new Line(Duty, LineKind.Tax, duty)],
        };

    /// <summary>A payment of one row per declaration named; a text that is no number goes to suspense.</summary>
    public static PaymentConfirmed Paid(string id, TaxpayerId taxpayer, long amount, params string[] targets)
    {
        BankCode.TryParse("BIDV", out var bank).ShouldBeTrue();
        var rows = targets.Select((target, i) => new PaymentRow(i + 1, target, Duty.Code, Account.Budget, amount));
        return new PaymentConfirmed($"BIDV:{id}", Day, taxpayer)
        {
            Bank = bank,
            DebitedAt = Day,
            Rows = [.. rows],
        };
    }

    public static PaymentCancelled Cancelled(string payment, TaxpayerId taxpayer)
    {
        BankCode.TryParse("BIDV", out var bank).ShouldBeTrue();
        return new PaymentCancelled($"BIDV:HUY-{payment}", Day, taxpayer)
        {
            Bank = bank,
            Payment = $"BIDV:{payment}",
            Consent = "CV-1",
        };
    }

    public static SuspenseAssigned Assigned(string id, string payment, TaxpayerId taxpayer, int target) =>
        new(id, Day, taxpayer)
        {
            Row = new RowRef($"BIDV:{payment}", 1),
            Declaration = Key(target),
            Line = Duty,
            Maker = "cb01",
            Checker = "ld02",
        };

    public static InspectionConcluded Concluded(int n) =>
        new($"I:{n}", Day, Key(n)) { Aspect = InspectionAspect.Goods, Passed = true };

    public static ClearanceRecorded Recorded(int n) => new($"C:{n}", Day, Key(n)) { Outcome = RecordedOutcome.Cleared };

    public static EnforcementPlaced Placed(string id, TaxpayerId taxpayer) =>
        new(id, Day, taxpayer) { Decision = "QD-1", EffectiveFrom = new DateOnly(2026, 11, 1) };

    public static EnforcementLifted Lifted(string id, TaxpayerId taxpayer) =>
        new(id, At("2026-11-02T10:00:00+07:00"), taxpayer) { Decision = "QD-1", EffectiveFrom = new DateOnly(2026, 11, 1) };

    private static TaxpayerId IdOf(string text)
    {
        TaxpayerId.TryParse(text, out var id).ShouldBeTrue(text);
        return id;
    }

    private static OfficeCode Office()
    {
        OfficeCode.TryParse("03CC", out var office).ShouldBeTrue();
        return office;
    }
}

using Clearance.Domain;

namespace Clearance.Entities.Tests.Codec;

/// <summary>Random events of every type about few taxpayers, declarations, payments and letters, so that they meet.</summary>
internal sealed class RandomEvents(Random random)
{
    private static readonly Instant Start = Instant.From(new DateTimeOffset(2026, 6, 20, 1, 0, 0, TimeSpan.Zero));
    private static readonly ushort[] Codes = [1701, 1702, 1901, 2663];

    private readonly List<string> _payments = [];
    private int _count;

    public static DeclarationKey Key(int sequence) =>
        DeclarationKey.TryFromValue(10_000_000_000 + (sequence * 10L) + (sequence % 7), out var key)
            ? key
            : throw new ArgumentOutOfRangeException(nameof(sequence));

    public static TaxpayerId Taxpayer(int number) =>
        TaxpayerId.TryParse($"00000000000{number}", out var id) ? id : throw new ArgumentOutOfRangeException(nameof(number));

    public static GuaranteeReference LetterOf(string number, string sign = "BL") =>
        new(BankCode.TryParse("VCB", out var bank) ? bank : default, 2026, sign, number);

    public static GuaranteeIssued GeneralLetter(GuaranteeReference letter, long amount) => new("VCB:1", Start, Taxpayer(1))
    {
        Guarantee = letter,
        Kind = GuaranteeKind.General,
        Amount = amount,
        EffectiveFrom = Start.LegalDate,
        ExpiresOn = Start.LegalDate.AddDays(300),
        Offices = [],
    };

    public static DeclarationRegistered CoveredBy(GuaranteeReference letter, DeclarationKey key, long amount) =>
        new($"VN:{key}", Start, Taxpayer(1))
        {
            Number = new DeclarationNumber(key, 0),
            Office = OfficeCode.TryParse("03CC", out var office) ? office : default,
            Direction = Direction.Import,
            Procedure = "A11",
            RegisteredAt = Start,
            Channel = 1,
            SpecialisedInspection = false,
            Term = PaymentTerm.B,
            Guarantee = letter,
            Lines = [new Line(new LineKey(Codes[0], Account.Budget), LineKind.Tax, amount)],
        };

    public static ClearanceRecorded ClearedAt(DeclarationKey key) =>
        new($"CL:{key}", Start, key) { Outcome = RecordedOutcome.Cleared };

    public static ObligationAdjusted AssessedAt(DeclarationKey key, long amount) => new($"AD:{key}", Start, key)
    {
        Decision = "AD-7/2026",
        Line = new Line(new LineKey(Codes[0], Account.Budget), LineKind.Tax, amount),
    };

    public ClearanceEvent Next() => random.Next(24) switch
    {
        < 5 => Registered(),
        5 or 6 => Adjusted(),
        7 => new InspectionConcluded(Id("IN"), At(), Declaration())
        {
            Aspect = Any<InspectionAspect>(),
            Passed = Maybe(),
        },
        8 => Maybe()
            ? new DeclarationCancelled(Id("CA"), At(), Declaration())
            : new ClearanceRecorded(Id("CL"), At(), Declaration()) { Outcome = Any<RecordedOutcome>() },
        9 => new ClearanceRecorded(Id("CL"), At(), Declaration()) { Outcome = Any<RecordedOutcome>() },
        < 15 => Confirmed(),
        15 => PaymentCancelled(),
        16 or 17 => Issued(),
        18 => Maybe()
            ? new GuaranteeAmended(Id("VCB:GA"), At(), Taxpayer())
            {
                Guarantee = Letter(),
                Revision = random.Next(1, 4),
                Amount = Amount() * 4,
                ExpiresOn = Day(),
            }
            : new GuaranteeRevoked(Id("VCB:GR"), At(), Taxpayer()) { Guarantee = Letter(), EffectiveFrom = Day() },
        19 => Standing(),
        20 => new DebtReliefGranted(Id("ND"), At(), Taxpayer())
        {
            Decision = "ND-9",
            Declaration = Declaration(),
            Relief = Any<ReliefKind>(),
            Until = Maybe() ? Day() : null,
        },
        21 or 22 => Assigned(),
        _ => Moved(),
    };

    private DeclarationRegistered Registered() => new(Id("VN"), At(), Taxpayer())
    {
        Number = new DeclarationNumber(Declaration(), random.Next(3)),
        Office = Office(),
        Direction = Any<Direction>(),
        Procedure = Maybe() ? "A11" : "Loại hình đặc biệt",
        RegisteredAt = At(),
        Channel = random.Next(1, 4),
        SpecialisedInspection = random.Next(5) == 0,
        Term = Any<PaymentTerm>(),
        Guarantee = random.Next(4) > 0 ? Letter() : null,
        Invoice = Maybe() ? "INV-77/Đ" : null,
        BillOfLading = Maybe() ? "MSK123" : null,
        ReleaseRequested = random.Next(3) == 0 ? Any<ReleaseReason>() : ReleaseReason.None,
        Exemption = random.Next(4) == 0 ? Any<GoodsExemption>() : GoodsExemption.None,
        Lines = [.. Codes.Where(_ => random.Next(3) > 0).Select(OwedOn)],
    };

    private Line OwedOn(ushort code) =>
        new(new LineKey(code, Any<Account>()), Any<LineKind>(), random.Next(6) == 0 ? 0 : Amount());

    private ObligationAdjusted Adjusted() => new(Id("AD"), At(), Declaration())
    {
        Decision = "AD-7/2026",
        Line = OwedOn(Code()),
        Due = Maybe() ? Day() : null,
    };

    private PaymentConfirmed Confirmed()
    {
        var id = Id("BIDV:FT");
        _payments.Add(id);
        return new PaymentConfirmed(id, At(), Taxpayer())
        {
            Bank = BankCode.TryParse("BIDV", out var bank) ? bank : default,
            DebitedAt = At(),
            Slip = Maybe() ? "C1-02/88" : null,
            Rows = [.. Enumerable.Range(1, random.Next(1, 4)).Select(Row)],
        };
    }

    private PaymentRow Row(int number)
    {
        var target = random.Next(8) switch { 0 => null, 1 => "đọc không ra", _ => Declaration().ToString() };
        return new PaymentRow(number, target, target is null ? null : Code(), Any<Account>(), Amount());
    }

    private PaymentCancelled PaymentCancelled() => new(Id("BIDV:HUY"), At(), Taxpayer())
    {
        Bank = BankCode.TryParse("BIDV", out var bank) ? bank : default,
        Payment = random.Next(6) == 0 ? "BIDV:NEVER" : Payment(),
        Consent = "CV-100/2026",
    };

    private GuaranteeIssued Issued() => new(Id("VCB:GI"), At(), Taxpayer())
    {
        Guarantee = Letter(),
        Kind = Any<GuaranteeKind>(),
        Amount = Amount() * 3,
        EffectiveFrom = Day(),
        ExpiresOn = Day(),
        Offices = random.Next(3) == 0 ? [Office()] : [],
        Declaration = random.Next(4) == 0 ? Declaration() : null,
        Invoice = random.Next(4) == 0 ? "INV-77/Đ" : null,
        BillOfLading = random.Next(4) == 0 ? "MSK123" : null,
    };

    private TaxpayerEvent Standing() => random.Next(5) switch
    {
        0 => new TaxpayerStatusChanged(Id("ST"), At(), Taxpayer()) { Status = Any<TaxpayerStatus>(), EffectiveFrom = Day() },
        1 => new EnforcementPlaced(Id("EP"), At(), Taxpayer()) { Decision = Decision(), EffectiveFrom = Day() },
        2 => new EnforcementLifted(Id("EL"), At(), Taxpayer()) { Decision = Decision(), EffectiveFrom = Day() },
        3 => new PriorityGranted(Id("PG"), At(), Taxpayer()) { Decision = Decision(), EffectiveFrom = Day() },
        _ => new PriorityRevoked(Id("PR"), At(), Taxpayer()) { Decision = Decision(), EffectiveFrom = Day() },
    };

    private SuspenseAssigned Assigned() => new(Id("SA"), At(), Taxpayer())
    {
        Row = new RowRef(Payment(), random.Next(1, 4)),
        Declaration = random.Next(5) == 0 ? null : Declaration(),
        Line = new LineKey(Code(), Any<Account>()),
        Maker = "cb01",
        Checker = "ld02",
    };

    private OfficersMove Moved() => Maybe()
        ? new SurplusApplied(Id("SU"), At(), Taxpayer())
        {
            From = Maybe() ? Declaration() : null,
            To = Declaration(),
            Line = new LineKey(Code(), Any<Account>()),
            Amount = random.Next(1, 50),
            Maker = "cb01",
            Checker = "ld02",
        }
        : new SurplusRefunded(Id("SR"), At(), Taxpayer())
        {
            From = Maybe() ? Declaration() : null,
            Amount = random.Next(1, 50),
            Maker = "cb01",
            Checker = "ld02",
        };

    private string Id(string prefix) => $"{prefix}:{++_count}";

    private string Payment() => _payments.Count == 0 ? "BIDV:NONE" : _payments[random.Next(_payments.Count)];

    private bool Maybe() => random.Next(2) == 0;

    private T Any<T>()
        where T : struct, Enum
    {
        var values = Enum.GetValues<T>();
        return values[random.Next(values.Length)];
    }

    private Instant At() => new(Start.UtcTicks + (random.NextInt64(60 * 24 * 60) * TimeSpan.TicksPerMinute) + random.Next(3));

    private DateOnly Day() => Start.LegalDate.AddDays(random.Next(-10, 70));

    private long Amount() => random.Next(20) == 0 ? random.NextInt64(1, 1_000_000_000_000) : random.Next(1, 300);

    private ushort Code() => Codes[random.Next(Codes.Length)];

    private DeclarationKey Declaration() => Key(12345600 + random.Next(8));

    private TaxpayerId Taxpayer() => Taxpayer(random.Next(1, 3));

    private string Decision() => random.Next(3) == 0 ? "Quyết định số 18" : "QD-18/2026";

    private OfficeCode Office() => OfficeCode.TryParse(Maybe() ? "03CC" : "02B1", out var office) ? office : default;

    private GuaranteeReference Letter() => LetterOf(random.Next(4) == 0 ? "2" : "0001", Maybe() ? "BL" : "B/L%");
}

using Clearance.Domain;

namespace Clearance.Entities.Tests.Codec;

/// <summary>Records by hand: those the fixtures keep, and the greatest and smallest there can be.</summary>
internal static class Samples
{
    public static readonly TaxpayerId Owner = TaxpayerOf("0100109106");

    private static readonly TaxpayerId Other = TaxpayerOf("000000000001");
    private static readonly DeclarationKey Key = KeyOf("10512345676");
    private static readonly Instant At = Time("2026-11-02T08:00:00+07:00");
    private static readonly GuaranteeReference Letter = new(BankOf("VCB"), 2026, "BL", "0001");
    private static readonly LineKey Duty = new(1901, Account.Budget);
    private static readonly byte[] Hash = [.. Enumerable.Range(0, 32).Select(i => (byte)(7 * i))];

    /// <summary>What the fixtures keep, one of each kind and more where kinds differ within.</summary>
    public static IReadOnlyList<Record> All =>
    [
        Record.Of(OneLine(), "one-line"),
        Record.Of(Everything(), "everything"),
        Record.Of(Payment(), "places"),
        Record.Of(new Payment { Id = "BIDV:FT-AHEAD", Cancelled = true }, "cancelled-ahead"),
        Record.Of(Guarantee(), "separate"),
        Record.Of(new Guarantee { Reference = Letter, Revoked = true }, "only-revoked"),
        Record.Of(Standing(), "all"),
        Record.Of(Head(), "in-a-pass"),
        Record.Of(new LedgerHead(), "empty"),
        Record.Of(Identity(), "ownerless"),
        Record.Of(new DeclarationIdentity { Owner = Owner }, "owned"),
        Record.Of(new Transfer(Other, Owner, "SA:1", "BIDV:FT1", Row(1, Key.ToString()), At, Key, Duty), "transfer"),
        Record.Of(new TransferAnswered(Owner, Other, "SA:1", new RowRef("BIDV:FT1", 1), null), "taken"),
        Record.Of(new TransferAnswered(Owner, Other, "SA:1", new RowRef("BIDV:FT1", 1), Refused()), "returned"),
        Record.Of(new SourceCancelled(Other, Owner, "BIDV:HUY-1", new RowRef("BIDV:FT1", 1)), "source-cancelled"),
        Record.Of(new OwnedByAnother(Owner, Other, "VN:1", Key), "owned-by-another"),
        Record.Of(Refused(), "with-field"),
        Record.Of(new Rejection(RejectionCode.Malformed, null, "Không phải JSON."), "whole-event"),
    ];

    /// <summary>The bounds of the contract.</summary>
    public static IReadOnlyList<Record> Extremes =>
    [
        Record.Of(Widest(), "64 lines of the greatest amount"),
        Record.Of(new LedgerHead { Totals = new LedgerTotals { SurplusIn = long.MinValue, Owed = long.MaxValue } }, "sums"),
        Record.Of(
            new LedgerHead { Pass = new LedgerPass(long.MaxValue, 0, new Instant(long.MinValue), long.MaxValue) }, "cursor"),
        Record.Of(Domain.Standing.Empty with
        {
            Relief = Domain.Standing.Empty.Relief.Add(Key, DateOnly.MaxValue).Add(KeyOf("10000000000"), DateOnly.MinValue),
        }, "relief for ever"),
        Record.Of(new Rejection(RejectionCode.TooManyRows, string.Empty, new string('đ', 100_000)), "a long sentence"),
        Record.Of(new Payment
        {
            Id = "B",
            DebitedAt = new Instant(new DateTime(9999, 1, 1).Ticks - 1),
            Rows = [new PlacedRow { Row = Row(int.MaxValue, "\ud83d\udea2 \0"), Place = RowPlace.Suspense }],
        }, "the last instant"),
    ];

    /// <summary>A typical declaration: one line, paid.</summary>
    public static Declaration OneLine() => new Declaration
    {
        Key = Key,
        Owner = Owner,
        Registration = new Registration
        {
            Amendment = 0,
            Stamp = new Stamp(At, "VN:105123456760:0"),
            Office = OfficeOf("03CC"),
            Direction = Direction.Import,
            Procedure = "A11",
            RegisteredAt = At,
            Channel = 1,
            SpecialisedInspection = false,
            Term = PaymentTerm.D,
            Invoice = "INV-77",
            BillOfLading = "MSK123",
            Lines = [new Line(Duty, LineKind.Tax, 12_000_000)],
        },
        Pieces = [new Piece(new RowRef("BIDV:FT2630600001", 1), PieceKind.Row, Duty, 12_000_000, At)],
        Version = 2,
        Journal = new JournalHead(2, Hash, 0x0123456789abcdef, At),
    }.Recomputed();

    private static Declaration Everything()
    {
        var plain = OneLine();
        return (plain with
        {
            Registration = plain.Registration with
            {
                Amendment = 2,
                SpecialisedInspection = true,
                Direction = Direction.Export,
                Channel = 3,
                Term = PaymentTerm.A,
                Guarantee = Letter,
                ReleaseRequested = ReleaseReason.Documents,
                Exemption = GoodsExemption.Humanitarian,
                Lines = [new Line(Duty, LineKind.Fine, 5), new Line(new LineKey(2663, Account.Deposit), LineKind.Fee, 20_000)],
            },
            Facts = Facts(),
            Pieces =
            [
                new Piece(new RowRef("BIDV:FT1", 1), PieceKind.Row, Duty, 3, At),
                new Piece(new RowRef("BIDV:FT1", 2), PieceKind.Unitemised, Duty, 40, At),
                new Piece(new RowRef("SU:1", 0), PieceKind.Applied, new LineKey(51, Account.Deposit), 7, At),
            ],
            MovedOut = 11,
            Reserved = 17_000_000,
            ReservedFrom = Letter,
        }).Recomputed();
    }

    private static DeclarationFacts Facts() => new()
    {
        Adjustments =
        [
            new Adjustment(new Line(Duty, LineKind.Tax, 9_000_000), null, Mark("AD:2"), Mark("AD:1")),
            new Adjustment(
                new Line(new LineKey(4917, Account.Budget), LineKind.Interest, 0), new DateOnly(2026, 12, 9),
                Mark("AD:3"), Mark("AD:3")),
        ],
        Goods = new InspectionResult(true, Mark("IN:1")),
        Specialised = new InspectionResult(false, Mark("IN:2")),
        CancellationReceived = true,
        Recorded = new Recorded(At, RecordedOutcome.Cleared),
    };

    private static Payment Payment() => new()
    {
        Id = "BIDV:FT2630600001",
        Confirmed = true,
        DebitedAt = At,
        Slip = "C1-02/88",
        Rows =
        [
            new PlacedRow { Row = Row(1, Key.ToString()), Place = RowPlace.Declaration, Declaration = Key, Line = Duty },
            new PlacedRow { Row = Row(2, "105123456761"), Place = RowPlace.Suspense, Line = Duty },
            new PlacedRow
            {
                Row = new PaymentRow(3, null, null, Account.Budget, 9),
                Place = RowPlace.Unitemised,
                Spread = [Key],
                Surplus = 4,
            },
            new PlacedRow
            {
                Row = Row(4, Key.ToString()), Place = RowPlace.InTransit, Line = Duty, Transfer = "SA:1", To = Other,
            },
            new PlacedRow { Row = Row(5, Key.ToString()), Place = RowPlace.Cancelled, CameIn = true },
        ],
    };

    private static Guarantee Guarantee() => new()
    {
        Reference = Letter,
        Letter = new Letter(
            GuaranteeKind.Separate, 20_000_000, new DateOnly(2026, 11, 1), new DateOnly(2026, 12, 1),
            [OfficeOf("03CC"), OfficeOf("02B1")], Key, "INV-77", "MSK123"),
        Amendment = new LetterAmendment(1, 30_000_000, new DateOnly(2026, 12, 2), Mark("VCB:BL-1-1")),
        Reserved = 17_000_000,
    };

    private static Standing Standing()
    {
        var from = new DateOnly(2026, 11, 3);
        return Domain.Standing.Empty with
        {
            Status = new Dated<TaxpayerStatus>([new(from, Mark("ST:1"), TaxpayerStatus.Suspended)]),
            Enforcement = Domain.Standing.Empty.Enforcement.Add(
                "Quyết định 18/2026",
                new Dated<bool>([new(from, Mark("EP:1"), true), new(from.AddDays(6), Mark("EL:1"), false)])),
            Priority = Domain.Standing.Empty.Priority.Add("UT-5", new Dated<bool>([new(from, Mark("PG:1"), true)])),
            Relief = Domain.Standing.Empty.Relief.Add(Key, new DateOnly(2027, 1, 31)),
        };
    }

    private static LedgerHead Head() => new()
    {
        Totals = new LedgerTotals
        {
            Confirmed = 1,
            TransferredIn = 2,
            TransferredOut = 3,
            Cancelled = 4,
            Refunded = 5,
            InTransit = 6,
            Allocated = 7,
            DeclarationSurplus = 8,
            DeclarationReceivable = 9,
            Misdirected = 10,
            Parked = 11,
            Suspense = 12,
            SurplusIn = -13,
            SurplusOut = 14,
            Owed = 9_000_000_000_000_000_000,
        },
        StandingVersion = 15,
        Pass = new LedgerPass(16, 17, At, Key.Value),
        NextChangeOn = new DateOnly(2026, 11, 18),
    };

    private static DeclarationIdentity Identity() => new()
    {
        Facts = Facts(),
        ParkedBy = [Owner, Other],
        Version = 5,
        Journal = new JournalHead(1, Hash, ulong.MaxValue, At),
    };

    private static Declaration Widest()
    {
        var plain = OneLine();
        var lines = Enumerable.Range(0, Limits.LinesMax).Select(i =>
            new Line(new LineKey((ushort)(9999 - Limits.LinesMax + 1 + i), Account.Deposit), LineKind.Tax, Limits.AmountMax));
        return (plain with
        {
            Registration = plain.Registration with { Procedure = "Một loại hình dài hơn tám ký tự", Lines = [.. lines] },
            Pieces = [.. plain.Pieces, .. plain.Pieces.Select(piece => piece with { Amount = Limits.AmountMax })],
            MovedOut = long.MaxValue,
        }).Recomputed();
    }

    private static Rejection Refused() =>
        new(RejectionCode.NotAllowedInStatus, "declaration", "Declaration 10512345676 has no line 1901/budget.");

    private static PaymentRow Row(int number, string target) => new(number, target, 1901, Account.Budget, 12_000_000);

    private static Stamp Mark(string id) => new(At, id);

    private static Instant Time(string text) => Instant.From(DateTimeOffset.Parse(text));

    private static TaxpayerId TaxpayerOf(string text) =>
        TaxpayerId.TryParse(text, out var id) ? id : throw new ArgumentException(text);

    private static DeclarationKey KeyOf(string text) =>
        DeclarationKey.TryParse(text, out var key) ? key : throw new ArgumentException(text);

    private static OfficeCode OfficeOf(string text) =>
        OfficeCode.TryParse(text, out var office) ? office : throw new ArgumentException(text);

    private static BankCode BankOf(string text) =>
        BankCode.TryParse(text, out var bank) ? bank : throw new ArgumentException(text);
}

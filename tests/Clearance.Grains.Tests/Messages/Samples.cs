using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Grains.Tests.Messages;

/// <summary>One of each message, always the same: their bytes are part of the contract between silos.</summary>
internal static class Samples
{
    public static TaxpayerId Taxpayer { get; } = TaxpayerOf("0100109106");

    public static DeclarationKey Declaration { get; } = KeyOf("10000000140");

    public static IntakeEvent Event { get; } = EventOf(
        EventStream.Taxpayers,
        """{"type":"EnforcementPlaced","id":"TCHQ:1","at":"2026-07-01T08:00:00+07:00","taxpayer":"0100109106","decision":"QD-1","effectiveFrom":"2026-07-01"}""");

    public static IntentWrite Intent { get; } = new(
        "1|0100109106|0300123450|m|", IntentKind.Transfer, Taxpayer, TaxpayerOf("0300123450"), new Hash128(1, 2), [1, 2, 3]);

    public static Decision Decision { get; } = new()
    {
        Declaration = Declaration,
        Amendment = 0,
        Taxpayer = Taxpayer,
        Outcome = Outcome.Hold,
        On = new DateOnly(2026, 7, 1),
        Reasons =
        [
            new HoldReason(ReasonCode.TaxUnpaid)
            {
                Shortfall = 5,
                Lines = [new LineOutstanding(new LineKey(1901, Account.Budget), LineKind.Tax, 5)],
            },
            new HoldReason(ReasonCode.GuaranteeNotFound) { Vnaccs = "E7001", Guarantee = Letter },
        ],
        Warnings = [new DecisionWarning(WarningCode.FeeUnpaid, 20_000)],
        ToRelease =
        [
            new ReleaseStep(ActionCode.Pay, ReasonCode.TaxUnpaid) { Line = new LineKey(1901, Account.Budget), Amount = 5 },
        ],
        Payable = 5,
        Outstanding = 5,
        RuleSet = "2026",
        Version = 3,
        StandingVersion = 2,
        DecidedAt = new Instant(new DateTime(2026, 7, 1).Ticks),
        NextChangeOn = new DateOnly(2026, 7, 17),
    };

    public static LedgerRoot Root { get; } = RootOf(Event);

    /// <summary>Each with its bytes and what reads them.</summary>
    public static IEnumerable<(string Name, byte[] Body, Action<byte[]> Decode)> All =>
    [
        Of("events", new EventBatch([Event])),
        Of("results", new EventResults([new EventResult("TCHQ:1", EventStatus.Accepted) { IsPending = true }])),
        Of("resumption", new ResumptionMessage(new Resumption(3, "TCHQ:1", "It throws.") { IsStopped = true })),
        Of("parked", new ParkedMessage(new ParkedEvent(32, "0100109106", EventStream.Taxpayers, [123, 125], "It throws."))),
        Of("intent", new IntentMessage(Intent)),
        Of("decision", new DecisionMessage(Decision)),
        Of("root", new RootMessage(Root)),
        Of("slice", new RootSlice(Root, null)),
        Of("fault", EntityFaultException.Of(new StoreUnavailableException("The store is down."))!),
    ];

    private static GuaranteeReference Letter =>
        BankCode.TryParse("VCB", out var bank) ? new GuaranteeReference(bank, 2026, "BL", "0001") : default;

    private static (string Name, byte[] Body, Action<byte[]> Decode) Of<T>(string name, T message)
        where T : IWireMessage<T> => (name, message.Encode(), body => T.Decode(body));

    private static IntakeEvent EventOf(EventStream stream, string json)
    {
        var raw = System.Text.Encoding.UTF8.GetBytes(json);
        var read = EventReader.Read(stream, raw);
        read.Rejection.ShouldBeNull();
        return new IntakeEvent(stream, read.Event!, new Hash128(7, 8), read.Content, raw);
    }

    private static LedgerRoot RootOf(IntakeEvent e)
    {
        var applied = Ledger.Empty(Taxpayer).Apply(e.Event, new NothingAround());
        applied.Needs.ShouldBeNull();
        return new LedgerRoot(applied.Ledger, 1, IsParked: false);
    }

    private static TaxpayerId TaxpayerOf(string digits) =>
        TaxpayerId.TryParse(digits, out var id) ? id : throw new ArgumentException(digits, nameof(digits));

    private static DeclarationKey KeyOf(string digits) =>
        DeclarationKey.TryParse(digits, out var key) ? key : throw new ArgumentException(digits, nameof(digits));

    private sealed class NothingAround : ISurroundings
    {
        public bool TryIdentity(DeclarationKey key, out DeclarationIdentity identity)
        {
            identity = DeclarationIdentity.Nobody;
            return true;
        }

        public bool IsAbsent(string payment) => true;

        public bool TryHome(string payment, out TaxpayerId? home)
        {
            home = null;
            return true;
        }
    }
}

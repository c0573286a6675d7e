using Clearance.Domain;
using Clearance.Testing.Histories;
using Clearance.Testing.Stories;
using Clearance.Testing.Worlds;

namespace Clearance.Model.Tests;

/// <summary>
/// Histories in which the same few things happen over and over to very few declarations: money that is moved on and on while
/// its payments are cancelled and lines come and go, or letters that never suffice.
/// </summary>
internal sealed class CrowdedHistory
{
    private static readonly DateOnly Day = new(2026, 11, 2);
    private static readonly (string Code, LineKind Kind)[] Lines =
        [("1702", LineKind.Tax), ("1901", LineKind.Tax), ("1901@deposit", LineKind.Deposit), ("2663", LineKind.Fee), ("4254", LineKind.Fine)];

    private readonly Random _random;
    private readonly int _taxpayers;
    private readonly int _declarations;
    private readonly List<PaymentConfirmed> _payments = [];
    private int _count;

    private CrowdedHistory(int seed, int taxpayers, int declarations) =>
        (_random, _taxpayers, _declarations) = (new Random(seed), taxpayers, declarations);

    /// <summary>Money of three taxpayers, for goods of each other.</summary>
    public static History OfMoney(int seed)
    {
        var it = new CrowdedHistory(seed, taxpayers: 3, declarations: 4);
        return it.Generate(
            seed,
            (14, it.Register), (4, it.Adjust), (1, it.Cancel), (5, it.Record), (20, it.Pay), (10, it.Unpay), (30, it.Assign), (10, it.Apply),
            (6, it.Refund), (1, it.Prioritise));
    }

    /// <summary>Two letters of one taxpayer for six declarations.</summary>
    public static History OfLetters(int seed)
    {
        var it = new CrowdedHistory(seed, taxpayers: 1, declarations: 6);
        return it.Generate(
            seed,
            (25, it.Register), (12, it.Adjust), (3, it.Cancel), (8, it.Record), (22, it.Pay), (10, it.Unpay), (6, it.Apply), (4, it.Refund),
            (6, it.Issue), (8, it.Change), (1, it.Revoke));
    }

    private History Generate(int seed, params (int Weight, Func<ClearanceEvent> Make)[] makers)
    {
        var length = 30 + _random.Next(60);
        var events = new List<WorldEvent>(length);
        var sum = makers.Sum(maker => maker.Weight);
        while (events.Count < length)
        {
            var dice = _random.Next(sum);
            var made = makers.First(maker => (dice -= maker.Weight) < 0);
            events.Add(WorldEvent.From(made.Make()));
        }

        return new History(seed, [.. events], [.. ((int[])[0, 5, 9, 16, 25, 33, 45]).Select(days => Day.AddDays(days))]);
    }

    private DeclarationRegistered Register()
    {
        var number = Number(_declarations);
        // Each is one taxpayer's, but for a stray registration now and then.
        var owner = Chance(97) ? 1 + (number % _taxpayers) : Number(_taxpayers);
        var term = _taxpayers > 1
            ? Pick(PaymentTerm.D, PaymentTerm.D, PaymentTerm.C, PaymentTerm.B)
            : Pick(PaymentTerm.B, PaymentTerm.B, PaymentTerm.B, PaymentTerm.A, PaymentTerm.D);
        // An amendment should repeat when the first was registered; one that does not must count alike, too.
        var registered = Day.AddDays(Chance(90) ? number % 3 : _random.Next(9));
        return new DeclarationRegistered(Id("VN"), At(), Taxpayer(owner))
        {
            Number = StoryNames.Number($"D{number}/{_random.Next(10)}"),
            Office = StoryNames.Office("03CC"),
            Direction = Direction.Import,
            Procedure = "A11",
            RegisteredAt = Instant.From(new DateTimeOffset(registered, new TimeOnly(9, 0), TimeSpan.FromHours(7))),
            Channel = 1,
            SpecialisedInspection = false,
            Term = term,
            Guarantee = term is PaymentTerm.A or PaymentTerm.B ? StoryNames.Letter($"G{Number(2)}") : null,
            Lines =
            [
                .. Lines.Where(_ => Chance(45)).Select(line => new Line(StoryNames.Line(line.Code), line.Kind, _random.Next(9)))
                    .OrderBy(line => line.Key),
            ],
        };
    }

    private ObligationAdjusted Adjust()
    {
        var (code, kind) = Pick(Lines);
        return new ObligationAdjusted(Id("AD"), At(), Declaration())
        {
            Decision = "AD-1",
            Line = new Line(StoryNames.Line(code), kind, _random.Next(9)),
            Due = Chance(50) ? null : Day.AddDays(_random.Next(40)),
        };
    }

    private DeclarationCancelled Cancel() => new(Id("CA"), At(), Declaration());

    private ClearanceRecorded Record() => new(Id("CL"), At(), Declaration()) { Outcome = Pick(RecordedOutcome.Cleared, RecordedOutcome.Released) };

    private PriorityGranted Prioritise() => new(Id("UT"), At(), Taxpayer()) { Decision = "UT-1", EffectiveFrom = Day.AddDays(-9) };

    private PaymentConfirmed Pay()
    {
        var payment = new PaymentConfirmed(Id("BIDV"), At(), Taxpayer())
        {
            Bank = StoryNames.Bank("BIDV"),
            DebitedAt = At(),
            Rows = [.. Enumerable.Range(1, Number(3)).Select(Row)],
        };
        _payments.Add(payment);
        return payment;
    }

    private PaymentRow Row(int number)
    {
        var line = Line();
        return Chance(12) ? new PaymentRow(number, null, null, line.Account, Number(12))
            : new PaymentRow(number, Chance(6) ? "?" : Declaration().ToString(), line.Code, line.Account, Number(12));
    }

    private ClearanceEvent Unpay()
    {
        if (_payments.Count == 0)
        {
            return Pay();
        }

        var payment = Pick([.. _payments]);
        return new PaymentCancelled(Id("BIDV"), At(), payment.Taxpayer)
        {
            Bank = StoryNames.Bank("BIDV"),
            Payment = payment.Id,
            Consent = "CV-1",
        };
    }

    /// <summary>Any row, to any line of any declaration, by any taxpayer: whoever has it may move it on.</summary>
    private ClearanceEvent Assign()
    {
        if (_payments.Count == 0)
        {
            return Pay();
        }

        var payment = Pick([.. _payments.TakeLast(6)]);
        return new SuspenseAssigned(Id("SA"), At(), Chance(50) ? payment.Taxpayer : Taxpayer())
        {
            Row = new RowRef(payment.Id, Number(payment.Rows.Length)),
            Declaration = Chance(5) ? null : Declaration(),
            Line = Line(),
            Maker = "cb01",
            Checker = "ld02",
        };
    }

    private SurplusApplied Apply() => new(Id("SU"), At(), Taxpayer())
    {
        From = Chance(20) ? null : Declaration(),
        To = Declaration(),
        Line = Line(),
        Amount = Number(5),
        Maker = "cb01",
        Checker = "ld02",
    };

    private SurplusRefunded Refund() => new(Id("SR"), At(), Taxpayer())
    {
        From = Chance(20) ? null : Declaration(),
        Amount = Number(5),
        Maker = "cb01",
        Checker = "ld02",
    };

    private GuaranteeIssued Issue() => new(Id("VCB"), At(), Taxpayer())
    {
        Guarantee = StoryNames.Letter($"G{Number(2)}"),
        Kind = Chance(80) ? GuaranteeKind.General : GuaranteeKind.Separate,
        Amount = Number(30),
        EffectiveFrom = Day.AddDays(-5),
        ExpiresOn = Day.AddDays(_random.Next(50)),
        Offices = [],
    };

    private GuaranteeAmended Change() => new(Id("VCB"), At(), Taxpayer())
    {
        Guarantee = StoryNames.Letter($"G{Number(2)}"),
        Revision = Number(9),
        Amount = Number(40),
        ExpiresOn = Day.AddDays(_random.Next(50)),
    };

    private GuaranteeRevoked Revoke() => new(Id("VCB"), At(), Taxpayer())
    {
        Guarantee = StoryNames.Letter($"G{Number(2)}"),
        EffectiveFrom = Day,
    };

    private string Id(string prefix) => $"{prefix}:{++_count}";

    private Instant At() => Instant.From(
        new DateTimeOffset(Day.AddDays(_random.Next(30)), new TimeOnly(_random.Next(24), 0), TimeSpan.FromHours(7)));

    private DeclarationKey Declaration() => StoryNames.Declaration($"D{Number(_declarations)}");

    private LineKey Line() => StoryNames.Line(Pick(Lines).Code);

    private TaxpayerId Taxpayer() => Taxpayer(Number(_taxpayers));

    private static TaxpayerId Taxpayer(int number) => StoryNames.Taxpayer($"T{number}");

    private int Number(int greatest) => 1 + _random.Next(greatest);

    private bool Chance(int percent) => _random.Next(100) < percent;

    private T Pick<T>(params T[] from) => from[_random.Next(from.Length)];
}

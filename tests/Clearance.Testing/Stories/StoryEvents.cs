using System.Globalization;
using Clearance.Domain;

namespace Clearance.Testing.Stories;

/// <summary>Turns a story's lines into events.</summary>
internal static class StoryEvents
{
    private static readonly string[] Moves = ["assign", "apply", "refund"];

    /// <summary>The event a line tells of; null when its verb tells of none.</summary>
    public static ClearanceEvent? Of(StoryLine line, string id, Instant at)
    {
        var taxpayer = StoryNames.Taxpayer(line.Name('T') ?? "T1");
        return line.Verb switch
        {
            "register" => Register(line, id, at, taxpayer),
            "adjust" => new ObligationAdjusted(id, at, Declaration(line))
            {
                Decision = "AD-1",
                Line = LineOf(line.Items[0]),
                Due = line.DateValue("due"),
            },
            "inspect" => new InspectionConcluded(id, at, Declaration(line))
            {
                Aspect = line.Says("specialised") ? InspectionAspect.Specialised : InspectionAspect.Goods,
                Passed = line.Says("pass"),
            },
            "cancel" => new DeclarationCancelled(id, at, Declaration(line)),
            "cleared" => new ClearanceRecorded(id, at, Declaration(line)) { Outcome = RecordedOutcome.Cleared },
            "released" => new ClearanceRecorded(id, at, Declaration(line)) { Outcome = RecordedOutcome.Released },
            "pay" => Pay(line, at, taxpayer),
            "unpay" => new PaymentCancelled($"BIDV:{id}", at, taxpayer)
            {
                Bank = StoryNames.Bank("BIDV"),
                Payment = StoryNames.Payment(line.Name('P')!),
                Consent = "CV-1",
            },
            "letter" or "change" or "revoke" => Letter(line, $"VCB:{id}", at, taxpayer),
            _ => Standing(line, id, at, taxpayer) ?? Move(line, id, at, taxpayer),
        };
    }

    private static DeclarationRegistered Register(StoryLine line, string id, Instant at, TaxpayerId taxpayer)
    {
        var name = line.Name('D')!;
        var registered = line.DateValue("registered");
        var letter = line.Value("letter");
        return new DeclarationRegistered(id, at, taxpayer)
        {
            Number = StoryNames.Number(name),
            Office = StoryNames.Office(line.Value("office") ?? "03CC"),
            Direction = name[0] == 'E' ? Direction.Export : Direction.Import,
            Procedure = "A11",
            RegisteredAt = registered is { } date ? Story.Morning(date) : at,
            Channel = int.Parse(line.Value("channel") ?? "1", CultureInfo.InvariantCulture),
            SpecialisedInspection = line.Says("specialised"),
            Term = Enum.Parse<PaymentTerm>(line.Value("term") ?? "D"),
            Guarantee = letter is null ? null : StoryNames.Letter(letter),
            Invoice = line.Value("invoice"),
            BillOfLading = line.Value("bill"),
            ReleaseRequested = Enum.Parse<ReleaseReason>(line.Value("release") ?? nameof(ReleaseReason.None), true),
            Exemption = Enum.Parse<GoodsExemption>(line.Value("exempt") ?? nameof(GoodsExemption.None), true),
            Lines = [.. line.Items.Select(LineOf).OrderBy(it => it.Key)],
        };
    }

    private static PaymentConfirmed Pay(StoryLine line, Instant at, TaxpayerId taxpayer) =>
        new(StoryNames.Payment(line.Name('P')!), at, taxpayer)
        {
            Bank = StoryNames.Bank("BIDV"),
            DebitedAt = line.DateValue("debited") is { } date ? Story.Morning(date) : at,
            Rows = [.. line.Items.Select(Row)],
        };

    /// <summary><c>D1 1901 5m</c>; <c>- 5m</c> or <c>- @deposit 5m</c> without declaration; anything else is a mis-keyed number.</summary>
    private static PaymentRow Row(string[] item, int index)
    {
        var amount = StoryLine.AmountOf(item[^1]);
        if (item[0] == "-")
        {
            return new PaymentRow(index + 1, null, null, item.Length > 2 ? Account.Deposit : Account.Budget, amount);
        }

        var target = StoryNames.IsName(item[0], 'D') ? StoryNames.Declaration(item[0]).ToString() : item[0];
        var key = StoryNames.Line(item[1]);
        return new PaymentRow(index + 1, target, key.Code, key.Account, amount);
    }

    private static GuaranteeEvent Letter(StoryLine line, string id, Instant at, TaxpayerId taxpayer)
    {
        var name = line.Name('G')!;
        var reference = StoryNames.Letter(name);
        var from = line.DateValue("from") ?? new DateOnly(2026, 1, 1);
        var to = line.DateValue("to") ?? new DateOnly(2026, 12, 31);
        return line.Verb switch
        {
            "letter" => new GuaranteeIssued(id, at, taxpayer)
            {
                Guarantee = reference,
                Kind = line.Says("separate") ? GuaranteeKind.Separate : GuaranteeKind.General,
                Amount = StoryLine.AmountOf(line.Words[^1]),
                EffectiveFrom = from,
                ExpiresOn = to,
                Offices = line.Value("office") is { } office ? [StoryNames.Office(office)] : [],
                Declaration = line.Value("for") is { } declaration ? StoryNames.Declaration(declaration) : null,
                Invoice = line.Value("invoice"),
                BillOfLading = line.Value("bill"),
            },
            "change" => new GuaranteeAmended(id, at, taxpayer)
            {
                Guarantee = reference,
                Revision = int.Parse(line.Value("revision") ?? "1", CultureInfo.InvariantCulture),
                Amount = StoryLine.AmountOf(line.Words[^1]),
                ExpiresOn = to,
            },
            _ => new GuaranteeRevoked(id, at, taxpayer) { Guarantee = reference, EffectiveFrom = from },
        };
    }

    private static TaxpayerEvent? Standing(StoryLine line, string id, Instant at, TaxpayerId taxpayer)
    {
        var decision = line.Value("decision") ?? "QD-1";
        var from = Moves.Contains(line.Verb) ? default : line.DateValue("from") ?? at.LegalDate;
        return line.Verb switch
        {
            "status" => new TaxpayerStatusChanged(id, at, taxpayer)
            {
                Status = Enum.Parse<TaxpayerStatus>(line.Words[^1], true),
                EffectiveFrom = from,
            },
            "enforce" => new EnforcementPlaced(id, at, taxpayer) { Decision = decision, EffectiveFrom = from },
            "lift" => new EnforcementLifted(id, at, taxpayer) { Decision = decision, EffectiveFrom = from },
            "prioritise" => new PriorityGranted(id, at, taxpayer) { Decision = decision, EffectiveFrom = from },
            "deprioritise" => new PriorityRevoked(id, at, taxpayer) { Decision = decision, EffectiveFrom = from },
            "relieve" => new DebtReliefGranted(id, at, taxpayer)
            {
                Decision = decision,
                Declaration = Declaration(line),
                Relief = line.Value("until") is null ? ReliefKind.WriteOff : ReliefKind.Instalment,
                Until = line.DateValue("until"),
            },
            _ => null,
        };
    }

    private static OfficersMove? Move(StoryLine line, string id, Instant at, TaxpayerId taxpayer)
    {
        var from = line.Value("from") is { } source && StoryNames.IsName(source, 'D')
            ? StoryNames.Declaration(source)
            : (DeclarationKey?)null;
        return line.Verb switch
        {
            "assign" => new SuspenseAssigned(id, at, taxpayer)
            {
                Row = StoryNames.Row(line.Name('P')!),
                Declaration = line.Says("surplus") ? null : Declaration(line),
                Line = line.Says("surplus") ? default : StoryNames.Line(line.Words[^1]),
                Maker = "cb01",
                Checker = "ld02",
            },
            "apply" => new SurplusApplied(id, at, taxpayer)
            {
                From = from,
                To = StoryNames.Declaration(line.Value("to")!),
                Line = StoryNames.Line(line.Value("line")!),
                Amount = StoryLine.AmountOf(line.Words[0]),
                Maker = "cb01",
                Checker = "ld02",
            },
            "refund" => new SurplusRefunded(id, at, taxpayer)
            {
                From = from,
                Amount = StoryLine.AmountOf(line.Words[0]),
                Maker = "cb01",
                Checker = "ld02",
            },
            _ => null,
        };
    }

    private static DeclarationKey Declaration(StoryLine line) => StoryNames.Declaration(line.Name('D')!);

    /// <summary><c>tax 1901 12m</c>.</summary>
    private static Line LineOf(string[] item) => new(
        StoryNames.Line(item[1]), Enum.Parse<LineKind>(item[0], true), StoryLine.AmountOf(item[2]));
}

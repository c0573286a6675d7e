using System.Collections.Immutable;
using Clearance.Domain;

namespace Clearance.Testing.Histories;

/// <content>What customs says of declarations.</content>
internal sealed partial class HistoryGenerator
{
    private const int AmendmentMax = 4;

    private static readonly ImmutableArray<(LineKey Key, LineKind Kind)> Lines =
    [
        (new LineKey(1901, Account.Budget), LineKind.Tax),
        (new LineKey(1702, Account.Budget), LineKind.Tax),
        (new LineKey(1751, Account.Budget), LineKind.Tax),
        (new LineKey(4254, Account.Budget), LineKind.Fine),
        (new LineKey(4917, Account.Budget), LineKind.Interest),
        (new LineKey(1901, Account.Deposit), LineKind.Deposit),
        (new LineKey(2663, Account.Budget), LineKind.Fee),
    ];

    private DeclarationRegistered Register()
    {
        var declaration = _cast.Declarations.FirstOrDefault(it => it.Last is null && Chance(60)) ?? AnyDeclaration();
        var registered = declaration.Last is { } last ? Amended(declaration, last) : First(declaration);
        declaration.Last = registered;
        return _options.Contested && Chance(3) ? Contested(registered) : registered;
    }

    /// <summary>Mostly amendment 0, sometimes a later one that overtook it.</summary>
    private DeclarationRegistered First(CastDeclaration declaration)
    {
        var term = Pick<PaymentTerm>([PaymentTerm.D, PaymentTerm.D, PaymentTerm.B, PaymentTerm.B, PaymentTerm.A, PaymentTerm.C]);
        var channel = Pick<int>([1, 1, 2, 3]);
        return new DeclarationRegistered(Id("VN"), declaration.RegisteredAt, declaration.Owner)
        {
            Number = new DeclarationNumber(declaration.Key, Chance(85) ? 0 : _random.Next(AmendmentMax)),
            Office = Office(),
            Direction = declaration.IsExport ? Direction.Export : Direction.Import,
            Procedure = "A11",
            RegisteredAt = declaration.RegisteredAt,
            Channel = channel,
            SpecialisedInspection = Chance(15),
            Term = term,
            Guarantee = LetterFor(declaration.Owner, term),
            Invoice = Pick<string?>([null, "INV-1", "INV-2"]),
            BillOfLading = Pick<string?>([null, "MSK-1"]),
            ReleaseRequested = channel == 1 || Chance(50)
                ? ReleaseReason.None
                : Pick<ReleaseReason>([ReleaseReason.Analysis, ReleaseReason.Price, ReleaseReason.Article21, ReleaseReason.Documents, ReleaseReason.Documents]),
            Exemption = Chance(92)
                ? GoodsExemption.None
                : Pick<GoodsExemption>([GoodsExemption.Defence, GoodsExemption.Emergency, GoodsExemption.Humanitarian]),
            Lines = SomeLines(),
        };
    }

    /// <summary>Some of it changed; numbers come in any order, and one twice.</summary>
    private DeclarationRegistered Amended(CastDeclaration declaration, DeclarationRegistered last)
    {
        var term = Chance(75) ? last.Term : Pick<PaymentTerm>([PaymentTerm.A, PaymentTerm.B, PaymentTerm.C, PaymentTerm.D]);
        return last with
        {
            Id = Id("VN"),
            At = At(0, 12),
            Taxpayer = declaration.Owner,
            Number = new DeclarationNumber(declaration.Key, _random.Next(AmendmentMax + 1)),
            Office = Chance(90) ? last.Office : Office(),
            Channel = Chance(85) ? last.Channel : Pick<int>([1, 2, 3]),
            SpecialisedInspection = Chance(90) ? last.SpecialisedInspection : !last.SpecialisedInspection,
            Term = term,
            Guarantee = Chance(70) && term == last.Term ? last.Guarantee : LetterFor(declaration.Owner, term),
            Lines = Chance(50) ? last.Lines : Changed(last.Lines),
        };
    }

    /// <summary>Another taxpayer registers it: refused, if the owner came first.</summary>
    private DeclarationRegistered Contested(DeclarationRegistered registered) => registered with
    {
        Id = Id("VN"),
        Taxpayer = AnyTaxpayer(),
    };

    private OfficeCode Office() => OfficeCode.TryParse(Chance(85) ? "03CC" : "02B1", out var office) ? office : default;

    private ImmutableArray<Line> SomeLines()
    {
        var lines = Lines.Where(_ => Chance(35)).Select(line => new Line(line.Key, line.Kind, LineAmount()));
        return [.. lines.OrderBy(line => line.Key)];
    }

    private ImmutableArray<Line> Changed(ImmutableArray<Line> lines)
    {
        var kept = lines.Where(_ => Chance(75)).Select(line => Chance(60) ? line : line with { Amount = LineAmount() });
        var added = SomeLines().Where(line => Chance(30) && lines.All(it => it.Key != line.Key));
        return [.. kept.Concat(added).OrderBy(line => line.Key)];
    }

    private long LineAmount() => Chance(4) ? 0 : Amount();

    private ObligationAdjusted Adjust()
    {
        var declaration = AnyDeclaration();
        var known = declaration.Last?.Lines ?? [];
        var (key, kind) = known.Length > 0 && Chance(70) ? Of(Pick(known)) : Pick(Lines);
        return new ObligationAdjusted(Id("AD"), At(0, 40), declaration.Key)
        {
            Decision = "AD-1",
            Line = new Line(key, Chance(90) ? kind : LineKind.Fine, LineAmount()),
            Due = Chance(50) ? null : Day(2, 45),
        };
    }

    private static (LineKey Key, LineKind Kind) Of(Line line) => (line.Key, line.Kind);

    private InspectionConcluded Inspect() => new(Id("IN"), At(0, 10), AnyDeclaration().Key)
    {
        Aspect = Chance(70) ? InspectionAspect.Goods : InspectionAspect.Specialised,
        Passed = Chance(80),
    };

    private DeclarationCancelled CancelDeclaration() => new(Id("CA"), At(0, 20), AnyDeclaration().Key);

    private ClearanceRecorded Record() => new(Id("CL"), At(0, 25), AnyDeclaration().Key)
    {
        Outcome = Chance(70) ? RecordedOutcome.Cleared : RecordedOutcome.Released,
    };
}

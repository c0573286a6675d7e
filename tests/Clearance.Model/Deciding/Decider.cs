using Clearance.Domain;

namespace Clearance.Model;

/// <summary>The decision on a registered declaration (domain.md §5).</summary>
internal sealed class Decider
{
    private const int LapseDays = 15;

    private readonly TaxpayerBooks _books;
    private readonly RegisteredDeclaration _declaration;
    private readonly DateOnly _on;
    private readonly HoldBuilder _hold;

    private Decider(TaxpayerBooks books, RegisteredDeclaration declaration, DateOnly on) =>
        (_books, _declaration, _on, _hold) = (books, declaration, on, new HoldBuilder(declaration));

    private Position Position => _declaration.Position;

    private DeclarationRegistered Current => _declaration.Current;

    /// <summary>Whether a required aspect has no result (domain.md §5, reason 6).</summary>
    private bool IsInspectionOpen =>
        (Current.Channel is 2 or 3 && _declaration.Facts.Passed(InspectionAspect.Goods) is null)
        || (Current.SpecialisedInspection && _declaration.Facts.Passed(InspectionAspect.Specialised) is null);

    private bool IsReleaseRequested => Current.ReleaseRequested != ReleaseReason.None;

    public static ModelDecision Decide(TaxpayerBooks books, RegisteredDeclaration declaration, DateOnly on) =>
        new Decider(books, declaration, on).Decide();

    private ModelDecision Decide()
    {
        var outcome = Outcome();
        return new ModelDecision
        {
            Declaration = Current.Number.ToString(),
            Taxpayer = _books.Taxpayer,
            Outcome = outcome,
            On = _on,
            Reasons = _hold.Reasons,
            ToRelease = _hold.Steps(),
            FeeUnpaid = Position.Lines.Where(line => !line.Blocks).Sum(line => line.Outstanding),
            Payable = Position.Payable,
            Paid = Position.Paid,
            Outstanding = Position.Outstanding,
            Reserved = _declaration.Reserved,
            Surplus = Position.Surplus,
            Misdirected = Position.MisdirectedSum,
            RuleSet = _declaration.RegisteredOn < new DateOnly(2026, 7, 1) ? "2019-38" : "2026-108",
        };
    }

    private string Outcome()
    {
        if (_declaration.Facts.IsRecorded)
        {
            return _declaration.Facts.RecordedOutcome;
        }

        if (_declaration.Facts.IsCancelled)
        {
            return "cancelled";
        }

        if (_on > _declaration.RegisteredOn.AddDays(LapseDays))
        {
            _hold.Add(new ModelReason("DeclarationLapsed"), new ModelStep("register-again", "DeclarationLapsed"));
        }

        JudgeStanding();
        JudgeInspection();
        JudgeCover();
        return _hold.Reasons.Count > 0 ? "hold"
            : IsInspectionOpen && IsReleaseRequested ? "release"
            : "clear";
    }

    private void JudgeStanding()
    {
        var status = _books.Standing.StatusOn(_on);
        if (status != TaxpayerStatus.Active)
        {
            var vnaccs = status switch
            {
                TaxpayerStatus.Closed => "E8001",
                TaxpayerStatus.Closing => "E8002",
                _ => "E8003",
            };
            _hold.AddForOfficer(new ModelReason("TaxpayerNotActive") { Vnaccs = vnaccs });
        }

        var isExempt = (Current.Direction == Direction.Export && Position.Payable == 0) || Current.Exemption != GoodsExemption.None;
        if (isExempt)
        {
            return;
        }

        if (_books.Standing.IsStoppedOn(_on))
        {
            _hold.AddForOfficer(new ModelReason("EnforcementStop"));
        }

        var overdue = Debts.Of(_books).FindAll(debt =>
            debt.Declaration != _declaration.Key && debt.Due < _on && !_books.Standing.IsRelieved(debt.Declaration, _on));
        if (overdue.Count > 0)
        {
            var reason = new ModelReason("OverdueDebt")
            {
                Vnaccs = "E8000",
                Shortfall = overdue.Sum(debt => debt.Outstanding),
                Debts = overdue,
            };
            _hold.Add(reason, [.. overdue.Select(debt => new ModelStep("pay-debt", reason.Code)
            {
                Declaration = debt.Declaration,
                Line = debt.Line,
                Amount = debt.Outstanding,
            })]);
        }
    }

    private void JudgeInspection()
    {
        if (_declaration.Facts.Passed(InspectionAspect.Goods) == false || _declaration.Facts.Passed(InspectionAspect.Specialised) == false)
        {
            _hold.AddForOfficer(new ModelReason("InspectionFailed"));
        }
        else if (IsInspectionOpen && !IsReleaseRequested)
        {
            _hold.Add(new ModelReason("InspectionPending"), new ModelStep("await-inspection", "InspectionPending"));
        }
    }

    private void JudgeCover()
    {
        var taxes = Position.Lines.FindAll(line => line.IsTax && line.Outstanding > 0);
        var fines = Position.Lines.FindAll(line => line.Kind == LineKind.Fine && line.Outstanding > 0);
        if (Current.Term == PaymentTerm.C && taxes.Count > 0 && !_books.Standing.HasPriorityOn(_declaration.RegisteredOn))
        {
            _hold.AddUnpaid(new ModelReason("TermNotAllowed") { Vnaccs = "S1062" }, taxes);
        }

        if (_declaration.HasGuaranteeTerm)
        {
            if (Position.Outstanding > 0)
            {
                GuaranteeJudge.Judge(_books, _declaration, _on, _hold);
            }

            return;
        }

        if (Current.ReleaseRequested == ReleaseReason.Documents && IsInspectionOpen && Position.Payable > 0)
        {
            var reason = new ModelReason("GuaranteeRequired") { Vnaccs = "E1062" };
            _hold.Add(reason, new ModelStep("provide-guarantee", reason.Code) { Amount = Position.Payable });
        }

        JudgePayment(taxes, fines);
    }

    private void JudgePayment(List<LinePosition> taxes, List<LinePosition> fines)
    {
        var taxesCount = Current.Term == PaymentTerm.D && taxes.Count > 0;
        if (taxesCount)
        {
            _hold.AddUnpaid(new ModelReason("TaxUnpaid") { Shortfall = taxes.Sum(line => line.Outstanding) }, taxes);
        }

        if (fines.Count > 0)
        {
            _hold.AddUnpaid(new ModelReason("FineUnpaid") { Shortfall = fines.Sum(line => line.Outstanding) }, fines);
        }

        if ((taxesCount || fines.Count > 0) && Position.Misdirected.Count > 0)
        {
            _hold.AddMisdirected(Position.Misdirected.Select(piece => new ModelRow(piece.Source, piece.Line, piece.Amount)));
        }
    }
}

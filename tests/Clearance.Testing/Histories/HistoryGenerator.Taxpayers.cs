using Clearance.Domain;

namespace Clearance.Testing.Histories;

/// <content>What customs says of taxpayers, and officers' moves.</content>
internal sealed partial class HistoryGenerator
{
    private TaxpayerStatusChanged ChangeStatus() => new(Id("ST"), At(-5, 30), AnyTaxpayer())
    {
        Status = Pick<TaxpayerStatus>(
            [TaxpayerStatus.Active, TaxpayerStatus.Active, TaxpayerStatus.Suspended, TaxpayerStatus.Closing, TaxpayerStatus.Closed]),
        EffectiveFrom = Day(-3, 40),
    };

    private EnforcementPlaced PlaceEnforcement() => new(Id("QD"), At(-5, 30), AnyTaxpayer())
    {
        Decision = Pick<string>(["QD-1", "QD-2"]),
        EffectiveFrom = Day(-3, 40),
    };

    private EnforcementLifted LiftEnforcement() => new(Id("QD"), At(-5, 30), AnyTaxpayer())
    {
        Decision = Pick<string>(["QD-1", "QD-2"]),
        EffectiveFrom = Day(-3, 50),
    };

    private PriorityGranted GrantPriority() => new(Id("UT"), At(-5, 30), AnyTaxpayer())
    {
        Decision = Pick<string>(["UT-1", "UT-2"]),
        EffectiveFrom = Day(-10, 6),
    };

    private PriorityRevoked RevokePriority() => new(Id("UT"), At(-5, 30), AnyTaxpayer())
    {
        Decision = Pick<string>(["UT-1", "UT-2"]),
        EffectiveFrom = Day(-8, 8),
    };

    private DebtReliefGranted Relieve()
    {
        var declaration = AnyDeclaration();
        var kind = Pick<ReliefKind>([ReliefKind.Instalment, ReliefKind.Extension, ReliefKind.Freeze, ReliefKind.WriteOff]);
        return new DebtReliefGranted(Id("ND"), At(0, 30), Chance(90) ? declaration.Owner : AnyTaxpayer())
        {
            Decision = "ND-1",
            Declaration = declaration.Key,
            Relief = kind,
            Until = kind == ReliefKind.WriteOff && Chance(70) ? null : Day(5, 60),
        };
    }

    /// <summary>Mostly a row that is in suspense or misdirected, to where it may belong; by the payer, or by who has it now.</summary>
    private SuspenseAssigned? Assign()
    {
        var astray = Chance(85) ? _rows.FindAll(row => row.IsAstray) : _rows;
        if (astray.Count == 0)
        {
            return null;
        }

        var row = Pick(astray);
        var taxpayer = Chance(80) ? row.Payment.Taxpayer : AnyTaxpayer();
        var target = Chance(12) ? null : Chance(70) ? DeclarationOf(taxpayer) : AnyDeclaration();
        return new SuspenseAssigned(Id("SA"), At(1, 30), taxpayer)
        {
            Row = new RowRef(row.Payment.Id, row.Row.Row),
            Declaration = target?.Key,
            Line = target is null ? default : LineOf(target),
            Maker = "cb01",
            Checker = "ld02",
        };
    }

    private SurplusApplied ApplySurplus()
    {
        var from = PaidDeclaration();
        var taxpayer = from?.Owner ?? AnyTaxpayer();
        var to = Chance(92) ? DeclarationOf(taxpayer) : AnyDeclaration();
        return new SurplusApplied(Id("SU"), At(1, 30), taxpayer)
        {
            From = _options.Unitemised && Chance(25) ? null : from?.Key,
            To = to.Key,
            Line = LineOf(to),
            Amount = Amount(),
            Maker = "cb01",
            Checker = "ld02",
        };
    }

    private SurplusRefunded Refund()
    {
        var from = PaidDeclaration();
        return new SurplusRefunded(Id("SR"), At(1, 30), from?.Owner ?? AnyTaxpayer())
        {
            From = Chance(25) ? null : from?.Key,
            Amount = Amount(),
            Maker = "cb01",
            Checker = "ld02",
        };
    }

    /// <summary>A declaration that rows name, and so may have a surplus.</summary>
    private CastDeclaration? PaidDeclaration() =>
        _rows.Count == 0 ? null : Pick(_rows).Declaration;

    /// <summary>Mostly a line it has.</summary>
    private LineKey LineOf(CastDeclaration declaration) =>
        declaration.Last is { Lines: { IsEmpty: false } lines } && Chance(88) ? Pick(lines).Key : Pick(Lines).Key;
}

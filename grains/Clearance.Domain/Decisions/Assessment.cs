using System.Collections.Immutable;

namespace Clearance.Domain;

/// <summary>
/// The decision: a pure function of a declaration, its taxpayer's standing and a legal date (domain.md §5).
/// The date moves the date rules only; every fact received counts, whatever its own date (§8.1).
/// </summary>
public static class Assessment
{
    /// <summary>Decides for one date. Every applicable reason is collected, in order; any makes it a hold.</summary>
    public static Decision Assess(Declaration declaration, Standing standing, DateOnly on)
    {
        var decided = Describe(declaration, standing, on);
        if (declaration.Facts.Recorded is { } recorded)
        {
            return decided with { Outcome = OutcomeOf(recorded.Outcome), Warnings = WarningsOf(declaration) };
        }

        if (declaration.IsCancelled)
        {
            return decided;
        }

        var view = standing.On(on);
        var reasons = ReasonsFor(declaration, standing, view);
        var goesBeforeInspection = IsInspectionOpen(declaration)
            && declaration.Registration.ReleaseRequested != ReleaseReason.None;
        return decided with
        {
            Outcome = !reasons.IsEmpty ? Outcome.Hold : goesBeforeInspection ? Outcome.Release : Outcome.Clear,
            Reasons = reasons,
            Warnings = WarningsOf(declaration),
            ToRelease = reasons.IsEmpty ? [] : PathToRelease.For(declaration, reasons),
            NextChangeOn = NextChange(declaration, standing, view),
        };
    }

    /// <summary>The answer when nothing is registered: unknown, or what customs recorded all the same.</summary>
    public static Decision Unregistered(DeclarationKey key, DeclarationIdentity identity, DateOnly on) => new()
    {
        Declaration = key,
        Outcome = identity.Facts.Recorded is { } recorded ? OutcomeOf(recorded.Outcome) : Outcome.Unknown,
        On = on,
        Version = identity.Version,
        DecidedAt = identity.Journal.LastDecidedAt,
    };

    /// <summary>The answer when the ledger cannot be read or is stopped: alone and transient, never "may go".</summary>
    public static Decision Unavailable(DeclarationKey key, DateOnly on) => new()
    {
        Declaration = key,
        Outcome = Outcome.Hold,
        On = on,
        Reasons = [new HoldReason(ReasonCode.DecisionUnavailable)],
    };

    /// <summary>Whether a required aspect has no result yet.</summary>
    public static bool IsInspectionOpen(Declaration declaration) =>
        (declaration.Registration.Channel is 2 or 3 && declaration.Facts.Goods is null)
        || (declaration.Registration.SpecialisedInspection && declaration.Facts.Specialised is null);

    private static Outcome OutcomeOf(RecordedOutcome recorded) =>
        recorded == RecordedOutcome.Cleared ? Outcome.Cleared : Outcome.Released;

    private static Decision Describe(Declaration declaration, Standing standing, DateOnly on) => new()
    {
        Declaration = declaration.Key,
        Amendment = declaration.Registration.Amendment,
        Taxpayer = declaration.Owner,
        Outcome = Outcome.Cancelled,
        On = on,
        Payable = declaration.Sums.Payable,
        Paid = declaration.Sums.Paid,
        Outstanding = declaration.Sums.Outstanding,
        Reserved = declaration.Reserved,
        Surplus = declaration.Sums.Surplus,
        Misdirected = declaration.Sums.Misdirected,
        RuleSet = declaration.Rules.Name,
        Version = declaration.Version,
        StandingVersion = standing.Version,
        DecidedAt = declaration.Journal.LastDecidedAt,
    };

    private static ImmutableArray<DecisionWarning> WarningsOf(Declaration declaration) =>
        declaration.Sums.FeeOutstanding > 0
            ? [new DecisionWarning(WarningCode.FeeUnpaid, declaration.Sums.FeeOutstanding)]
            : [];

    private static ImmutableArray<HoldReason> ReasonsFor(Declaration declaration, Standing standing, StandingOn view)
    {
        var reasons = ImmutableArray.CreateBuilder<HoldReason>();
        if (view.Date > declaration.LastDay)
        {
            reasons.Add(new HoldReason(ReasonCode.DeclarationLapsed));
        }

        AddStanding(reasons, declaration, view);
        AddInspection(reasons, declaration);
        var lines = declaration.Sums.Outstanding > 0 ? declaration.Allocate().Lines : [];
        if (declaration.Registration.Term == PaymentTerm.C && !standing.HasPriorityOn(declaration.Registration.Date))
        {
            AddUnpaid(reasons, ReasonCode.TermNotAllowed, lines, fines: false, vnaccs: "S1062");
        }

        if (declaration.Registration.Term is PaymentTerm.A or PaymentTerm.B && declaration.Sums.Outstanding > 0)
        {
            GuaranteeCheck.AddReasons(reasons, declaration, standing, view.Date);
        }

        if (NeedsGuarantee(declaration))
        {
            reasons.Add(new HoldReason(ReasonCode.GuaranteeRequired) { Vnaccs = "E1062" });
        }

        AddPayment(reasons, declaration, lines);
        return reasons.DrainToImmutable();
    }

    /// <summary>Reasons 2–4; blocks do not hold exempt goods, nor an export with nothing payable (domain.md §4).</summary>
    private static void AddStanding(
        ImmutableArray<HoldReason>.Builder reasons, Declaration declaration, StandingOn view)
    {
        if (view.Status != TaxpayerStatus.Active)
        {
            var vnaccs = view.Status switch
            {
                TaxpayerStatus.Closed => "E8001",
                TaxpayerStatus.Closing => "E8002",
                _ => "E8003",
            };
            reasons.Add(new HoldReason(ReasonCode.TaxpayerNotActive) { Vnaccs = vnaccs });
        }

        var isExempt = declaration.Registration.Exemption != GoodsExemption.None
            || (declaration.Registration.Direction == Direction.Export && declaration.Sums.Payable == 0);
        if (view.Stopped && !isExempt)
        {
            reasons.Add(new HoldReason(ReasonCode.EnforcementStop));
        }

        if (!view.OverdueDebts.IsEmpty && !isExempt && declaration.Rules.HoldsForOverdueDebt)
        {
            reasons.Add(new HoldReason(ReasonCode.OverdueDebt)
            {
                Vnaccs = "E8000",
                Shortfall = view.OverdueTotal,
                Debts = view.OverdueDebts,
            });
        }
    }

    private static void AddInspection(ImmutableArray<HoldReason>.Builder reasons, Declaration declaration)
    {
        var facts = declaration.Facts;
        if (facts.Goods is { Passed: false } || facts.Specialised is { Passed: false })
        {
            reasons.Add(new HoldReason(ReasonCode.InspectionFailed));
        }
        else if (IsInspectionOpen(declaration) && declaration.Registration.ReleaseRequested == ReleaseReason.None)
        {
            reasons.Add(new HoldReason(ReasonCode.InspectionPending));
        }
    }

    private static bool NeedsGuarantee(Declaration declaration) =>
        declaration.Registration.ReleaseRequested == ReleaseReason.Documents
        && IsInspectionOpen(declaration)
        && declaration.Registration.Term is PaymentTerm.C or PaymentTerm.D
        && declaration.Sums.Payable > 0;

    private static void AddPayment(
        ImmutableArray<HoldReason>.Builder reasons, Declaration declaration, ImmutableArray<LinePaid> lines)
    {
        var before = reasons.Count;
        if (declaration.Registration.Term == PaymentTerm.D)
        {
            AddUnpaid(reasons, ReasonCode.TaxUnpaid, lines, fines: false);
        }

        if (declaration.Registration.Term is PaymentTerm.C or PaymentTerm.D)
        {
            AddUnpaid(reasons, ReasonCode.FineUnpaid, lines, fines: true);
        }

        if (reasons.Count > before && declaration.Sums.Misdirected > 0)
        {
            reasons.Add(new HoldReason(ReasonCode.PaymentMisdirected)
            {
                Rows = [.. declaration.MisdirectedPieces().Select(p => new MisdirectedRow(p.Source, p.Line, p.Amount))],
            });
        }
    }

    /// <summary>Adds a reason with its lines, if any of them misses something. TermNotAllowed has no shortfall of its own.</summary>
    private static void AddUnpaid(
        ImmutableArray<HoldReason>.Builder reasons, ReasonCode code, ImmutableArray<LinePaid> lines, bool fines,
        string? vnaccs = null)
    {
        var unpaid = ImmutableArray.CreateBuilder<LineOutstanding>();
        long missing = 0;
        foreach (var line in lines)
        {
            if (line.Outstanding > 0 && line.Line.Blocks && line.Line.Kind == LineKind.Fine == fines)
            {
                unpaid.Add(new LineOutstanding(line.Line.Key, line.Line.Kind, line.Outstanding));
                missing += line.Outstanding;
            }
        }

        if (missing > 0)
        {
            reasons.Add(new HoldReason(code)
            {
                Vnaccs = vnaccs,
                Shortfall = code == ReasonCode.TermNotAllowed ? null : missing,
                Lines = unpaid.DrainToImmutable(),
            });
        }
    }

    private static DateOnly? NextChange(Declaration declaration, Standing standing, StandingOn view)
    {
        var next = StandingOn.Earliest(view.NextChangeOn, After(view.Date, declaration.LastDay.AddDays(1)));
        if (declaration.Registration.CoveringGuarantee is { } named
            && standing.Guarantees.TryGetValue(named, out var guarantee) && guarantee.Letter is { } letter)
        {
            var lastDay = GuaranteeCheck.LastDay(declaration, guarantee);
            next = StandingOn.Earliest(next, After(view.Date, letter.EffectiveFrom));
            next = lastDay == DateOnly.MaxValue ? next : StandingOn.Earliest(next, After(view.Date, lastDay.AddDays(1)));
        }

        return next;
    }

    private static DateOnly? After(DateOnly today, DateOnly date) => date > today ? date : null;
}

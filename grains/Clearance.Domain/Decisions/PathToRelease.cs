using System.Collections.Immutable;

namespace Clearance.Domain;

/// <summary>The shortest path to release: what is needed, all of it (domain.md §5).</summary>
internal static class PathToRelease
{
    public static ImmutableArray<ReleaseStep> For(Declaration declaration, ImmutableArray<HoldReason> reasons)
    {
        var steps = ImmutableArray.CreateBuilder<ReleaseStep>();
        var needsLetter = false;
        foreach (var reason in reasons)
        {
            switch (reason.Code)
            {
                case ReasonCode.DeclarationLapsed:
                    steps.Add(new ReleaseStep(ActionCode.RegisterAgain, reason.Code));
                    break;
                case ReasonCode.TaxpayerNotActive or ReasonCode.EnforcementStop or ReasonCode.InspectionFailed:
                    steps.Add(new ReleaseStep(ActionCode.AwaitOfficer, reason.Code));
                    break;
                case ReasonCode.InspectionPending:
                    steps.Add(new ReleaseStep(ActionCode.AwaitInspection, reason.Code));
                    break;
                case ReasonCode.OverdueDebt:
                    AddDebts(steps, reason);
                    break;
                case ReasonCode.GuaranteeInsufficient:
                    steps.Add(new ReleaseStep(ActionCode.TopUpGuarantee, reason.Code)
                    {
                        Amount = reason.Shortfall,
                        Guarantee = reason.Guarantee,
                    });
                    break;
                case ReasonCode.GuaranteeNotFound or ReasonCode.GuaranteeRevoked or ReasonCode.GuaranteeNotYetEffective
                    or ReasonCode.GuaranteeExpired or ReasonCode.GuaranteeOfficeNotCovered or ReasonCode.GuaranteeMismatch
                    or ReasonCode.GuaranteeRequired:
                    AddLetter(steps, declaration, reason.Code, ref needsLetter);
                    break;
                case ReasonCode.TermNotAllowed or ReasonCode.TaxUnpaid or ReasonCode.FineUnpaid
                    or ReasonCode.PaymentMisdirected or ReasonCode.DecisionUnavailable:
                    break;
            }
        }

        AddPayments(steps, declaration, reasons);
        return steps.DrainToImmutable();
    }

    private static void AddDebts(ImmutableArray<ReleaseStep>.Builder steps, HoldReason reason)
    {
        foreach (var debt in reason.Debts)
        {
            steps.Add(new ReleaseStep(ActionCode.PayDebt, reason.Code)
            {
                Declaration = debt.Declaration,
                Line = debt.Line,
                Amount = debt.Outstanding,
            });
        }
    }

    /// <summary>One letter serves every reason that asks for one.</summary>
    private static void AddLetter(
        ImmutableArray<ReleaseStep>.Builder steps, Declaration declaration, ReasonCode reason, ref bool needsLetter)
    {
        if (!needsLetter)
        {
            needsLetter = true;
            var amount = reason == ReasonCode.GuaranteeRequired ? declaration.Sums.Payable : declaration.Sums.Outstanding;
            steps.Add(new ReleaseStep(ActionCode.ProvideGuarantee, reason) { Amount = amount });
        }
    }

    /// <summary>
    /// Misdirected rows are moved first, each to the line that misses most; what is then missing is to be paid. New money
    /// makes good what was moved out and is receivable before it pays a line, so that much more is needed.
    /// </summary>
    private static void AddPayments(
        ImmutableArray<ReleaseStep>.Builder steps, Declaration declaration, ImmutableArray<HoldReason> reasons)
    {
        var missing = new List<(LineKey Line, ReasonCode Reason, long Amount)>();
        var rows = ImmutableArray<MisdirectedRow>.Empty;
        foreach (var reason in reasons)
        {
            foreach (var line in reason.Lines)
            {
                missing.Add((line.Key, reason.Code, line.Outstanding));
            }

            rows = rows.AddRange(reason.Rows);
        }

        if (missing is [.., var last])
        {
            missing[^1] = last with { Amount = last.Amount + declaration.Sums.Receivable };
        }

        foreach (var row in rows)
        {
            var most = 0;
            for (var i = 1; i < missing.Count; i++)
            {
                most = missing[i].Amount > missing[most].Amount ? i : most;
            }

            var (line, reason, amount) = missing[most];
            if (amount > 0)
            {
                var moved = Math.Min(amount, row.Amount);
                steps.Add(new ReleaseStep(ActionCode.Reassign, ReasonCode.PaymentMisdirected)
                {
                    Declaration = declaration.Key,
                    Row = row.Row,
                    Line = line,
                    Amount = moved,
                });
                missing[most] = (line, reason, amount - moved);
            }
        }

        foreach (var (line, reason, amount) in missing)
        {
            if (amount > 0)
            {
                steps.Add(new ReleaseStep(ActionCode.Pay, reason) { Line = line, Amount = amount });
            }
        }
    }
}

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

    /// <summary>Misdirected rows are moved first, each to the line that misses most; what is then missing is to be paid.</summary>
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

        if (missing.Count == 0)
        {
            return;
        }

        var beyond = BeyondLines(declaration, missing);
        foreach (var row in rows)
        {
            AddMove(steps, declaration.Key, row, missing, ref beyond);
        }

        missing[^1] = missing[^1] with { Amount = missing[^1].Amount + beyond };
        foreach (var (line, reason, amount) in missing)
        {
            if (amount > 0)
            {
                steps.Add(new ReleaseStep(ActionCode.Pay, reason) { Line = line, Amount = amount });
            }
        }
    }

    /// <summary>All of a row is moved: what exceeds its line goes towards what is needed beyond the lines.</summary>
    private static void AddMove(
        ImmutableArray<ReleaseStep>.Builder steps,
        DeclarationKey declaration,
        MisdirectedRow row,
        List<(LineKey Line, ReasonCode Reason, long Amount)> missing,
        ref long beyond)
    {
        var most = 0;
        for (var i = 1; i < missing.Count; i++)
        {
            most = missing[i].Amount > missing[most].Amount ? i : most;
        }

        var (line, reason, amount) = missing[most];
        var onLine = Math.Min(amount, row.Amount);
        var onMore = Math.Min(beyond, row.Amount - onLine);
        if (onLine + onMore > 0)
        {
            steps.Add(new ReleaseStep(ActionCode.Reassign, ReasonCode.PaymentMisdirected)
            {
                Declaration = declaration,
                Row = row.Row,
                Line = line,
                Amount = onLine + onMore,
            });
            missing[most] = (line, reason, amount - onLine);
            beyond -= onMore;
        }
    }

    /// <summary>
    /// What must be paid beyond what the lines miss. Money that was moved out is taken back from the last lines first, so new
    /// money on a line stays there only when what lines before it gave back, and what is receivable, is made good.
    /// </summary>
    private static long BeyondLines(Declaration declaration, List<(LineKey Line, ReasonCode Reason, long Amount)> missing)
    {
        if (declaration.MovedOut == 0)
        {
            return 0;
        }

        var left = declaration.Allocate().Lines;
        var whole = Allocation.Of(declaration.Lines, declaration.Pieces, 0, declaration.IsCancelled).Lines;
        var beyond = declaration.Sums.Receivable;
        long before = 0;
        for (var i = 0; i < left.Length; i++)
        {
            if (missing.Exists(it => it.Line == left[i].Line.Key))
            {
                beyond += before;
                before = 0;
            }
            else
            {
                before += whole[i].Paid - left[i].Paid;
            }
        }

        return beyond;
    }
}

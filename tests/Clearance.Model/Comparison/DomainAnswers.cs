using Clearance.Domain;

namespace Clearance.Model;

/// <summary>The engine's answers in the model's words, so that two texts can be compared.</summary>
public static class DomainAnswers
{
    /// <summary>A decision, without what counts how it came to be.</summary>
    public static ModelDecision Of(Decision decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        return new ModelDecision
        {
            Declaration = $"{decision.Declaration}{decision.Amendment}",
            Taxpayer = decision.Taxpayer,
            Outcome = decision.Outcome.ToString().ToLowerInvariant(),
            On = decision.On,
            Reasons = [.. decision.Reasons.Select(Of)],
            FeeUnpaid = decision.Warnings.Sum(warning => warning.Shortfall),
            ToRelease = [.. decision.ToRelease.Select(Of)],
            Payable = decision.Payable,
            Paid = decision.Paid,
            Outstanding = decision.Outstanding,
            Reserved = decision.Reserved,
            Surplus = decision.Surplus,
            Misdirected = decision.Misdirected,
            RuleSet = decision.RuleSet,
        };
    }

    /// <summary>A ledger.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="declarations">All its declarations, in memory or not.</param>
    /// <param name="on">The date asked for.</param>
    public static ModelTaxpayer Of(Ledger ledger, IEnumerable<Declaration> declarations, DateOnly on)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        var debts = ledger.Standing.Debts.Values.SelectMany(it => it.AsEnumerable());
        return new ModelTaxpayer
        {
            Taxpayer = ledger.Taxpayer,
            On = on,
            Debts =
            [
                .. debts.OrderBy(it => it.Due).ThenBy(it => it.RegisteredAt).ThenBy(it => it.Declaration).ThenBy(it => it.Line).Select(Of),
            ],
            Interest =
            [
                .. declarations.OrderBy(it => it.Key)
                    .Select(it => new ModelInterest(it.Key, LateInterest.Of(it, ledger.Standing, on)))
                    .Where(it => it.Amount != 0),
            ],
            Letters =
            [
                .. ledger.Standing.Guarantees.Values.Where(it => it.Letter is not null).OrderBy(it => it.Reference)
                    .Select(it => new ModelLetter(it.Reference, it.Limit, it.Reserved, it.ExpiresOn)),
            ],
            Sums = Of(ledger.Totals),
        };
    }

    private static ModelSums Of(LedgerTotals totals) => new()
    {
        Confirmed = totals.Confirmed,
        Transferred = totals.TransferredIn - totals.TransferredOut,
        Cancelled = totals.Cancelled,
        Refunded = totals.Refunded,
        Allocated = totals.Allocated,
        DeclarationSurplus = totals.DeclarationSurplus,
        TaxpayerSurplus = totals.TaxpayerSurplus,
        Misdirected = totals.Misdirected,
        Parked = totals.Parked,
        Suspense = totals.Suspense,
        InTransit = totals.InTransit,
        Receivable = totals.Receivable,
    };

    private static ModelDebt Of(Debt debt) => new(debt.Declaration, debt.Line, debt.Outstanding, debt.Due);

    private static ModelReason Of(HoldReason reason) => new(reason.Code.ToString())
    {
        Vnaccs = reason.Vnaccs,
        Shortfall = reason.Shortfall,
        Lines = [.. reason.Lines.Select(line => new ModelLine(line.Key, line.Kind, line.Outstanding))],
        Debts = [.. reason.Debts.Select(Of)],
        Rows = [.. reason.Rows.Select(row => new ModelRow(row.Row, row.Line, row.Amount))],
    };

    private static ModelStep Of(ReleaseStep step) => new(WordOf(step.Action), step.Reason.ToString())
    {
        Declaration = step.Declaration,
        Line = step.Line,
        Amount = step.Amount,
        Row = step.Row,
        Guarantee = step.Guarantee,
    };

    private static string WordOf(ActionCode action) => action switch
    {
        ActionCode.Pay => "pay",
        ActionCode.PayDebt => "pay-debt",
        ActionCode.TopUpGuarantee => "top-up-guarantee",
        ActionCode.ProvideGuarantee => "provide-guarantee",
        ActionCode.AwaitInspection => "await-inspection",
        ActionCode.Reassign => "reassign",
        ActionCode.RegisterAgain => "register-again",
        ActionCode.AwaitOfficer => "await-officer",
    };
}

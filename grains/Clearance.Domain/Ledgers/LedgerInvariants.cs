namespace Clearance.Domain;

/// <summary>What must be true of a ledger after every event, checked in production: a ledger in which it is not stops.</summary>
/// <remarks>
/// Only what an edit changed is looked at, so it costs a few comparisons per event. It is a second opinion and not a proof: a mistake
/// in the rules that keeps the sums right is found by the model, not here.
/// </remarks>
internal static class LedgerInvariants
{
    /// <summary>The first that is broken, in words; null when all hold.</summary>
    public static string? FirstBroken(LedgerEdit edit)
    {
        if (!edit.Totals.AreConserved)
        {
            return "money in equals money accounted for";
        }

        foreach (var declaration in edit.Declarations)
        {
            if (FirstBroken(declaration, edit.Before.Declarations.GetValueOrDefault(declaration.Key)) is { } broken)
            {
                return broken;
            }
        }

        foreach (var reference in edit.Guarantees)
        {
            if (FirstBroken(edit, edit.Standing.Guarantees[reference]) is { } broken)
            {
                return broken;
            }
        }

        return null;
    }

    private static string? FirstBroken(Declaration now, Declaration? before)
    {
        var sums = now.Sums;
        if (before is not null && (before.Owner != now.Owner || (before.IsRecorded && !now.IsRecorded)))
        {
            return $"declaration {now.Key} keeps its owner and what customs recorded";
        }

        if (sums.Paid < 0 || sums.Paid > sums.Payable || sums.Surplus < 0 || sums.Misdirected < 0 || sums.Receivable < 0)
        {
            return $"declaration {now.Key} is paid at most what it owes, and no sum is below zero";
        }

        return now.Reserved < 0 || (now.Reserved > 0) != (now.ReservedFrom is not null)
            ? $"declaration {now.Key} holds of a letter or holds nothing"
            : null;
    }

    private static string? FirstBroken(LedgerEdit edit, Guarantee now)
    {
        if (now.Reserved < 0 || now.Reserved > now.Limit)
        {
            return $"0 ≤ reserved ≤ limit of letter {now.Reference}";
        }

        var before = edit.Before.Standing.Guarantees.GetValueOrDefault(now.Reference);
        var moved = now.Reserved - (before?.Reserved ?? 0);
        foreach (var declaration in edit.Declarations)
        {
            moved -= HeldOf(declaration, now.Reference)
                - HeldOf(edit.Before.Declarations.GetValueOrDefault(declaration.Key), now.Reference);
        }

        return moved != 0 ? $"what is reserved of letter {now.Reference} is what declarations hold of it" : null;
    }

    private static long HeldOf(Declaration? declaration, GuaranteeReference reference) =>
        declaration?.ReservedFrom == reference ? declaration.Reserved : 0;
}

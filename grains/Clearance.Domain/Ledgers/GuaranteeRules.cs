namespace Clearance.Domain;

/// <summary>Letters: issue, amendment, revocation, in any order (domain.md §3; contract.md §1).</summary>
internal static class GuaranteeRules
{
    public static Rejection? Apply(LedgerEdit edit, GuaranteeEvent e)
    {
        var guarantee = edit.Standing.Guarantees.GetValueOrDefault(e.Guarantee)
            ?? new Guarantee { Reference = e.Guarantee };
        return e switch
        {
            GuaranteeIssued issued => Issue(edit, guarantee, issued),
            GuaranteeAmended amended => Amend(edit, guarantee, amended),
            GuaranteeRevoked => Put(edit, guarantee with { Revoked = true }),
            _ => throw new ArgumentOutOfRangeException(nameof(e), e.GetType().Name, "No rule applies this event."),
        };
    }

    private static Rejection? Issue(LedgerEdit edit, Guarantee guarantee, GuaranteeIssued e)
    {
        if (guarantee.Letter is not null)
        {
            return new Rejection(RejectionCode.NotAllowedInStatus, "guarantee", $"Letter {e.Guarantee} was already issued.");
        }

        var letter = new Letter(
            e.Kind, e.Amount, e.EffectiveFrom, e.ExpiresOn, e.Offices, e.Declaration, e.Invoice, e.BillOfLading);
        return Put(edit, guarantee with { Letter = letter });
    }

    private static Rejection? Amend(LedgerEdit edit, Guarantee guarantee, GuaranteeAmended e)
    {
        var amendment = new LetterAmendment(e.Revision, e.Amount, e.ExpiresOn, e.Stamp);
        if (guarantee.Amendment is { } known && !amendment.Supersedes(known))
        {
            return null;
        }

        if (e.Amount < guarantee.Reserved)
        {
            return new Rejection(
                RejectionCode.GuaranteeBelowReserved, "amount",
                $"{guarantee.Reserved} đồng of letter {e.Guarantee} are reserved; the limit cannot fall below.");
        }

        return Put(edit, guarantee with { Amendment = amendment });
    }

    private static Rejection? Put(LedgerEdit edit, Guarantee guarantee)
    {
        var endBefore = EndOf(edit.Standing.Guarantees.GetValueOrDefault(guarantee.Reference));
        edit.Put(guarantee);
        if (endBefore != EndOf(guarantee))
        {
            RedateDebts(edit, guarantee.Reference);
        }

        return null;
    }

    /// <summary>When the letter ends; an amendment that comes before the issue ends nothing yet.</summary>
    private static DateOnly? EndOf(Guarantee? guarantee) => guarantee?.Letter is null ? null : guarantee.ExpiresOn;

    /// <summary>A debt under the letter falls due when the letter ends, so another end is another due date.</summary>
    private static void RedateDebts(LedgerEdit edit, GuaranteeReference reference)
    {
        foreach (var (key, _) in edit.Standing.Debts)
        {
            if (edit.TryDeclaration(key, out var declaration)
                && declaration.Registration.CoveringGuarantee == reference)
            {
                edit.PutDebts(declaration);
            }
        }
    }
}

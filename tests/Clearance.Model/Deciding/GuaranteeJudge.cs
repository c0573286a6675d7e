using Clearance.Domain;

namespace Clearance.Model;

/// <summary>The guarantee checks, all reported, in order (domain.md §3).</summary>
internal static class GuaranteeJudge
{
    public static void Judge(TaxpayerBooks books, RegisteredDeclaration declaration, DateOnly on, HoldBuilder hold)
    {
        var outstanding = declaration.Position.Outstanding;
        var reasons = Reasons(books, declaration, on).ToList();
        foreach (var reason in reasons)
        {
            hold.Add(reason);
        }

        // One letter heals every fault of the present one; raising it heals that it is too small.
        if (reasons.Find(it => it.Code != Insufficient) is { } fault)
        {
            hold.Add(new ModelStep("provide-guarantee", fault.Code) { Amount = outstanding });
        }

        if (reasons.Find(it => it.Code == Insufficient) is { } tooSmall)
        {
            hold.Add(new ModelStep("top-up-guarantee", Insufficient) { Amount = tooSmall.Shortfall, Guarantee = declaration.Letter });
        }
    }

    private const string Insufficient = "GuaranteeInsufficient";

    private static IEnumerable<ModelReason> Reasons(TaxpayerBooks books, RegisteredDeclaration declaration, DateOnly on)
    {
        if (books.FindLetter(declaration.Letter) is not { } letter)
        {
            var isSeparate = declaration.Current.Term == PaymentTerm.A;
            yield return new ModelReason("GuaranteeNotFound") { Vnaccs = isSeparate ? "E7001" : "E7021" };
            yield break;
        }

        var separate = letter.Issued!.Kind == GuaranteeKind.Separate;
        var lacks = declaration.Position.Outstanding - declaration.Reserved;
        var isRevoked = letter.IsRevoked && lacks > 0;
        if (isRevoked)
        {
            yield return new ModelReason("GuaranteeRevoked") { Vnaccs = "E7022" };
        }

        if (on < letter.Issued.EffectiveFrom)
        {
            yield return new ModelReason("GuaranteeNotYetEffective") { Vnaccs = separate ? "E7007" : "E7024" };
        }

        if (on > Debts.LetterEnd(books, declaration))
        {
            yield return new ModelReason("GuaranteeExpired") { Vnaccs = separate ? "E7008" : "E7025" };
        }

        if (!letter.CoversOfficeOf(declaration))
        {
            yield return new ModelReason("GuaranteeOfficeNotCovered") { Vnaccs = "E7004" };
        }

        if (!letter.Matches(declaration))
        {
            yield return new ModelReason("GuaranteeMismatch") { Vnaccs = separate ? "E7002" : "E7037" };
        }

        if (lacks > 0 && !isRevoked && letter.CoversOfficeOf(declaration) && letter.Matches(declaration))
        {
            var available = letter.Limit - books.ReservedFrom(declaration.Letter!.Value);
            yield return new ModelReason(Insufficient) { Vnaccs = separate ? "E7009" : "E7026", Shortfall = lacks - available };
        }
    }
}

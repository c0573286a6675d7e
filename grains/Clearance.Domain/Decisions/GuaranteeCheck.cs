using System.Collections.Immutable;

namespace Clearance.Domain;

/// <summary>What is wrong with the letter a declaration names: all of it, in order (domain.md §3).</summary>
internal static class GuaranteeCheck
{
    /// <summary>The last legal date on which a letter serves a declaration.</summary>
    public static DateOnly LastDay(Declaration declaration, Guarantee guarantee) =>
        guarantee.ExpiresOn < declaration.GuaranteeLastDay ? guarantee.ExpiresOn : declaration.GuaranteeLastDay;

    public static void AddReasons(
        ImmutableArray<HoldReason>.Builder reasons, Declaration declaration, Standing standing, DateOnly on)
    {
        var term = declaration.Registration.Term;
        var named = declaration.Registration.Guarantee;
        if (named is not { } reference
            || !standing.Guarantees.TryGetValue(reference, out var guarantee) || guarantee.Letter is not { } letter)
        {
            var vnaccs = term == PaymentTerm.A ? "E7001" : "E7021";
            reasons.Add(new HoldReason(ReasonCode.GuaranteeNotFound) { Vnaccs = vnaccs, Guarantee = named });
            return;
        }

        var separate = letter.Kind == GuaranteeKind.Separate;
        void Add(bool applies, ReasonCode code, string vnaccs, long? shortfall = null)
        {
            if (applies)
            {
                reasons.Add(new HoldReason(code) { Vnaccs = vnaccs, Guarantee = reference, Shortfall = shortfall });
            }
        }

        var isShort = declaration.Reserved < declaration.Sums.Outstanding;
        var revoked = guarantee.Revoked && isShort;
        var elsewhere = !guarantee.Covers(declaration.Registration.Office);
        var mismatch = !guarantee.Fits(declaration);
        Add(revoked, ReasonCode.GuaranteeRevoked, "E7022");
        Add(on < letter.EffectiveFrom, ReasonCode.GuaranteeNotYetEffective, separate ? "E7007" : "E7024");
        Add(on > LastDay(declaration, guarantee), ReasonCode.GuaranteeExpired, separate ? "E7008" : "E7025");
        Add(elsewhere, ReasonCode.GuaranteeOfficeNotCovered, "E7004");
        Add(mismatch, ReasonCode.GuaranteeMismatch, separate ? "E7002" : "E7037");
        Add(
            isShort && !revoked && !elsewhere && !mismatch,
            ReasonCode.GuaranteeInsufficient,
            separate ? "E7009" : "E7026",
            declaration.Sums.Outstanding - declaration.Reserved - guarantee.Available);
    }
}

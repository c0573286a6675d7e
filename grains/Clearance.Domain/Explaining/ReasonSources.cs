using System.Collections.Immutable;

namespace Clearance.Domain;

/// <summary>Where a reason comes from.</summary>
/// <param name="Rule">The rule as this engine has it: a section of the rules, and the reason's number there.</param>
/// <param name="Laws">The articles behind it, as far as public texts say; none for a rule of the engine's own.</param>
/// <param name="IsInferred">Whether the rule, or part of it, is our reading where the law is silent.</param>
public sealed record ReasonSource(string Rule, ImmutableArray<string> Laws, bool IsInferred = false);

/// <summary>The legal source of each reason (domain.md §2–§5). Not legal advice: a text may have been amended since.</summary>
public static class ReasonSources
{
    private const string CustomsLaw = "Law 54/2014/QH13";
    private const string DutyLaw = "Law 107/2016/QH13";
    private const string Guarantees = "Circular 38/2015/TT-BTC art. 43, as replaced by Circular 39/2018/TT-BTC art. 1 cl. 24";
    private const string Decree134 = "Decree 134/2016/ND-CP art. 4(2)";
    private const string Collection = "Circular 184/2015/TT-BTC";

    /// <summary>The source of a reason. A reason without one does not compile.</summary>
    public static ReasonSource Of(ReasonCode reason) => reason switch
    {
        ReasonCode.DecisionUnavailable => new("§5, reason 0: what cannot be decided never goes", [], IsInferred: true),
        ReasonCode.DeclarationLapsed => new("§5, reason 1", [$"{CustomsLaw} art. 25(2)"]),
        ReasonCode.TaxpayerNotActive => new("§4 and §5, reason 2", ["Circular 86/2026/TT-BTC art. 41(3)"], IsInferred: true),
        ReasonCode.EnforcementStop => new(
            "§4 and §5, reason 3",
            ["Decree 252/2026/ND-CP art. 68", "until 2026-06-30: Law 38/2019/QH14 art. 131, Decree 126/2020/ND-CP art. 33"]),
        ReasonCode.OverdueDebt => new("§4 and §5, reason 4", ["Circular 38/2015/TT-BTC art. 47(3)(c)"]),
        ReasonCode.InspectionFailed => new(
            "§5, reason 5", ["Circular 38/2015/TT-BTC art. 34(2), as amended by Circular 39/2018/TT-BTC", $"{CustomsLaw} art. 37(4)"]),
        ReasonCode.InspectionPending => new("§5, reason 6", [$"{CustomsLaw} arts. 36, 37(4)"]),
        ReasonCode.TermNotAllowed => new("§3, term C, and §5, reason 7", [$"{DutyLaw} art. 9(2)"]),
        ReasonCode.GuaranteeNotFound => new("§3 and §5, reason 8", [$"{Collection} art. 22(3)(c), (4)"]),
        ReasonCode.GuaranteeRevoked => new("§3 and §5, reason 8", [$"{Collection} art. 22(7)"]),
        ReasonCode.GuaranteeNotYetEffective => new("§3 and §5, reason 8", [Guarantees], IsInferred: true),
        ReasonCode.GuaranteeExpired => new("§3 and §5, reason 8", [$"{DutyLaw} art. 9(1)", Guarantees]),
        ReasonCode.GuaranteeOfficeNotCovered => new("§3 and §5, reason 8", [Decree134], IsInferred: true),
        ReasonCode.GuaranteeMismatch => new("§3 and §5, reason 8", [Decree134, $"{Collection} art. 22(2), (3)(c)"]),
        ReasonCode.GuaranteeInsufficient => new("§3 and §5, reason 8", [Decree134, Guarantees]),
        ReasonCode.GuaranteeRequired => new("§5, reason 9", ["Decree 08/2015/ND-CP art. 32(1)"]),
        ReasonCode.TaxUnpaid => new("§3, term D, and §5, reason 10", [$"{DutyLaw} art. 9(1)", $"{CustomsLaw} art. 37(2)"]),
        ReasonCode.FineUnpaid => new("§3 and §5, reason 11", [$"{CustomsLaw} art. 37(3)"]),
        ReasonCode.PaymentMisdirected => new("§2, allocation, and §5, reason 12", [$"{Collection} art. 17(1)"], IsInferred: true),
    };
}

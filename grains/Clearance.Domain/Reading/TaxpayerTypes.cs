namespace Clearance.Domain;

/// <summary>The types of <c>customs.taxpayers</c> about a taxpayer's standing, in the contract's order.</summary>
internal static class TaxpayerTypes
{
    public static ClearanceEvent? StatusChanged(EventFields e, string id, Instant at)
    {
        var taxpayer = e.Taxpayer("taxpayer");
        var status = e.OneOf("status", Words.Statuses);
        var from = e.Date("effectiveFrom");
        return e.Failed ? null : new TaxpayerStatusChanged(id, at, taxpayer) { Status = status, EffectiveFrom = from };
    }

    public static ClearanceEvent? Placed(EventFields e, string id, Instant at)
    {
        var (taxpayer, decision, from) = Numbered(e);
        return e.Failed ? null : new EnforcementPlaced(id, at, taxpayer) { Decision = decision, EffectiveFrom = from };
    }

    public static ClearanceEvent? Lifted(EventFields e, string id, Instant at)
    {
        var (taxpayer, decision, from) = Numbered(e);
        return e.Failed ? null : new EnforcementLifted(id, at, taxpayer) { Decision = decision, EffectiveFrom = from };
    }

    public static ClearanceEvent? Granted(EventFields e, string id, Instant at)
    {
        var (taxpayer, decision, from) = Numbered(e);
        return e.Failed ? null : new PriorityGranted(id, at, taxpayer) { Decision = decision, EffectiveFrom = from };
    }

    public static ClearanceEvent? Revoked(EventFields e, string id, Instant at)
    {
        var (taxpayer, decision, from) = Numbered(e);
        return e.Failed ? null : new PriorityRevoked(id, at, taxpayer) { Decision = decision, EffectiveFrom = from };
    }

    public static ClearanceEvent? Relieved(EventFields e, string id, Instant at)
    {
        var taxpayer = e.Taxpayer("taxpayer");
        var decision = e.Word("decision", EventFields.TextMax);
        var declaration = e.Key("declaration");
        var relief = e.OneOf("relief", Words.Reliefs);
        var until = relief == ReliefKind.WriteOff ? e.OptionalDate("until") : e.Date("until");
        return e.Failed ? null : new DebtReliefGranted(id, at, taxpayer)
        {
            Decision = decision,
            Declaration = declaration,
            Relief = relief,
            Until = until,
        };
    }

    private static (TaxpayerId Taxpayer, string Decision, DateOnly From) Numbered(EventFields e) =>
        (e.Taxpayer("taxpayer"), e.Word("decision", EventFields.TextMax), e.Date("effectiveFrom"));
}

namespace Clearance.Domain;

/// <summary>The types of <c>customs.taxpayers</c> by which officers move money, in the contract's order.</summary>
internal static class OfficerTypes
{
    public static ClearanceEvent? Assigned(EventFields e, string id, Instant at)
    {
        var taxpayer = e.Taxpayer("taxpayer");
        var payment = e.Id("payment");
        var row = e.Integer("row", 0, int.MaxValue);
        var declaration = e.OptionalKey("declaration");
        var line = declaration is null ? Unused(e) : Line(e);
        var (maker, checker) = Hands(e);
        return e.Failed ? null : new SuspenseAssigned(id, at, taxpayer)
        {
            Row = new RowRef(payment, row),
            Declaration = declaration,
            Line = line,
            Maker = maker,
            Checker = checker,
        };
    }

    public static ClearanceEvent? Applied(EventFields e, string id, Instant at)
    {
        var taxpayer = e.Taxpayer("taxpayer");
        var from = e.PresentKey("from");
        var to = e.Key("to");
        var line = Line(e);
        var amount = e.Amount("amount", least: 1);
        var (maker, checker) = Hands(e);
        return e.Failed ? null : new SurplusApplied(id, at, taxpayer)
        {
            From = from,
            To = to,
            Line = line,
            Amount = amount,
            Maker = maker,
            Checker = checker,
        };
    }

    public static ClearanceEvent? Refunded(EventFields e, string id, Instant at)
    {
        var taxpayer = e.Taxpayer("taxpayer");
        var from = e.PresentKey("from");
        var amount = e.Amount("amount", least: 1);
        var (maker, checker) = Hands(e);
        return e.Failed ? null : new SurplusRefunded(id, at, taxpayer)
        {
            From = from,
            Amount = amount,
            Maker = maker,
            Checker = checker,
        };
    }

    private static LineKey Line(EventFields e) => new(e.Code("code"), e.OneOf("account", Words.Accounts));

    // Without a target there is no line; what is written all the same must be of valid form.
    private static LineKey Unused(EventFields e)
    {
        _ = e.OptionalCode("code");
        _ = e.OptionalOneOf("account", Words.Accounts);
        return default;
    }

    private static (string Maker, string Checker) Hands(EventFields e)
    {
        var maker = e.Word("maker", EventFields.TextMax);
        var checker = e.Word("checker", EventFields.TextMax);
        if (string.Equals(maker, checker, StringComparison.Ordinal))
        {
            e.Refuse(RejectionCode.SamePersonMadeAndChecked, "checker", "must be another person than the maker.");
        }

        return (maker, checker);
    }
}

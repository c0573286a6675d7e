namespace Clearance.Domain;

/// <summary>The types of <c>bank.guarantees</c>, their members in the contract's order.</summary>
internal static class GuaranteeTypes
{
    private const int YearMin = 1000;
    private const int YearMax = 9999;

    public static ClearanceEvent? Issued(EventFields e, string id, Instant at)
    {
        var bank = e.Bank("bank");
        var taxpayer = e.Taxpayer("taxpayer");
        var kind = e.OneOf("kind", Words.GuaranteeKinds);
        var guarantee = Reference(e.Nested("guarantee"), bank);
        var amount = e.Amount("amount", least: 0);
        var effectiveFrom = e.Date("effectiveFrom");
        var expiresOn = e.Date("expiresOn");
        var offices = e.Offices("offices");
        var declaration = e.OptionalKey("declaration");
        var invoice = e.OptionalText("invoice", EventFields.TextMax);
        var billOfLading = e.OptionalText("billOfLading", EventFields.TextMax);
        return e.Failed ? null : new GuaranteeIssued(id, at, taxpayer)
        {
            Guarantee = guarantee,
            Kind = kind,
            Amount = amount,
            EffectiveFrom = effectiveFrom,
            ExpiresOn = expiresOn,
            Offices = offices,
            Declaration = declaration,
            Invoice = invoice,
            BillOfLading = billOfLading,
        };
    }

    public static ClearanceEvent? Amended(EventFields e, string id, Instant at)
    {
        var bank = e.Bank("bank");
        var taxpayer = e.Taxpayer("taxpayer");
        var guarantee = Reference(e.Nested("guarantee"), bank);
        var revision = e.Integer("revision", 1, int.MaxValue);
        var amount = e.Amount("amount", least: 0);
        var expiresOn = e.Date("expiresOn");
        return e.Failed ? null : new GuaranteeAmended(id, at, taxpayer)
        {
            Guarantee = guarantee,
            Revision = revision,
            Amount = amount,
            ExpiresOn = expiresOn,
        };
    }

    public static ClearanceEvent? Revoked(EventFields e, string id, Instant at)
    {
        var bank = e.Bank("bank");
        var taxpayer = e.Taxpayer("taxpayer");
        var guarantee = Reference(e.Nested("guarantee"), bank);
        var effectiveFrom = e.Date("effectiveFrom");
        return e.Failed ? null : new GuaranteeRevoked(id, at, taxpayer)
        {
            Guarantee = guarantee,
            EffectiveFrom = effectiveFrom,
        };
    }

    /// <summary>The rest of a letter's reference: a declaration has the bank inside, a bank's event beside.</summary>
    public static GuaranteeReference Reference(EventFields guarantee, BankCode bank) => new(
        bank,
        guarantee.Integer("year", YearMin, YearMax),
        guarantee.Word("sign", GuaranteeReference.PartLengthMax),
        guarantee.Word("number", GuaranteeReference.PartLengthMax));
}

namespace Clearance.Domain;

/// <summary>Which rule applies which event.</summary>
internal static class LedgerRules
{
    public static Rejection? Apply(LedgerEdit edit, ClearanceEvent e) => e switch
    {
        DeclarationRegistered registered => RegistrationRules.Register(edit, registered),
        DeclarationEvent fact => RegistrationRules.Apply(edit, fact),
        PaymentConfirmed payment => PaymentRules.Confirm(edit, payment),
        PaymentCancelled cancelled => PaymentRules.Cancel(edit, cancelled),
        SuspenseAssigned move => OfficerRules.Assign(edit, move),
        SurplusApplied move => OfficerRules.ApplySurplus(edit, move),
        SurplusRefunded move => OfficerRules.Refund(edit, move),
        GuaranteeEvent letter => GuaranteeRules.Apply(edit, letter),
        TaxpayerEvent standing => StandingRules.Apply(edit, standing),
        _ => throw new ArgumentOutOfRangeException(nameof(e), e.GetType().Name, "No rule applies this event."),
    };
}

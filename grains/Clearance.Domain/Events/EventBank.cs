namespace Clearance.Domain;

/// <summary>Which bank an event is of (contract.md §1: bank events carry <c>bank</c>).</summary>
public static class EventBank
{
    /// <summary>The bank that must have sent it; null when no bank sends such events.</summary>
    /// <param name="e">An event of valid form.</param>
    public static BankCode? Of(ClearanceEvent e) => e switch
    {
        PaymentConfirmed payment => payment.Bank,
        PaymentCancelled cancelled => cancelled.Bank,
        GuaranteeEvent letter => letter.Guarantee.Bank,
        _ => null,
    };
}

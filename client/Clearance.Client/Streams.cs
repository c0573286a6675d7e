namespace Clearance.Client;

/// <summary>The names of the streams events are posted to.</summary>
public static class Streams
{
    /// <summary>Registrations, adjustments, inspections, cancellations, clearances.</summary>
    public const string Declarations = "customs.declarations";

    /// <summary>Status, enforcement, priority, relief, officers' moves.</summary>
    public const string Taxpayers = "customs.taxpayers";

    /// <summary>Payments and their cancellations.</summary>
    public const string Payments = "bank.payments";

    /// <summary>Letters of guarantee.</summary>
    public const string Guarantees = "bank.guarantees";
}

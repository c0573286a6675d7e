namespace Clearance.Workload;

/// <summary>The four ways in, by their names on the wire.</summary>
public static class StreamNames
{
    /// <summary>What customs says about declarations.</summary>
    public const string Declarations = "customs.declarations";

    /// <summary>What customs says about taxpayers.</summary>
    public const string Taxpayers = "customs.taxpayers";

    /// <summary>What banks say about payments.</summary>
    public const string Payments = "bank.payments";

    /// <summary>What banks say about guarantees.</summary>
    public const string Guarantees = "bank.guarantees";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Declarations, Taxpayers, Payments, Guarantees];
}

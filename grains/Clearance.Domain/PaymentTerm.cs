namespace Clearance.Domain;

/// <summary>How a declaration is to be covered (domain.md §3).</summary>
public enum PaymentTerm : byte
{
    /// <summary>Separate guarantee, this declaration only.</summary>
    A = 0,

    /// <summary>General guarantee, many declarations.</summary>
    B = 1,

    /// <summary>Legal term without guarantee, for priority taxpayers.</summary>
    C = 2,

    /// <summary>Pay now.</summary>
    D = 3,
}

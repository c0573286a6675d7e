using System.Text;

namespace Clearance.Domain;

/// <summary>Reads the members that a type has beyond the common ones.</summary>
/// <param name="fields">The event's members.</param>
/// <param name="id">Its id.</param>
/// <param name="at">Its time.</param>
/// <returns>The event; null after a fault.</returns>
internal delegate ClearanceEvent? EventType(EventFields fields, string id, Instant at);

/// <summary>Every type of every stream (contract.md §1).</summary>
internal static class EventTypes
{
    private static readonly (string Type, EventType Read)[] Declarations =
    [
        ("DeclarationRegistered", DeclarationTypes.Registered),
        ("ObligationAdjusted", DeclarationTypes.Adjusted),
        ("InspectionConcluded", DeclarationTypes.Inspected),
        ("DeclarationCancelled", DeclarationTypes.Cancelled),
        ("ClearanceRecorded", DeclarationTypes.Recorded),
    ];

    private static readonly (string Type, EventType Read)[] Taxpayers =
    [
        ("TaxpayerStatusChanged", TaxpayerTypes.StatusChanged),
        ("EnforcementPlaced", TaxpayerTypes.Placed),
        ("EnforcementLifted", TaxpayerTypes.Lifted),
        ("PriorityGranted", TaxpayerTypes.Granted),
        ("PriorityRevoked", TaxpayerTypes.Revoked),
        ("DebtReliefGranted", TaxpayerTypes.Relieved),
        ("SuspenseAssigned", OfficerTypes.Assigned),
        ("SurplusApplied", OfficerTypes.Applied),
        ("SurplusRefunded", OfficerTypes.Refunded),
    ];

    private static readonly (string Type, EventType Read)[] Payments =
    [
        ("PaymentConfirmed", PaymentTypes.Confirmed),
        ("PaymentCancelled", PaymentTypes.Cancelled),
    ];

    private static readonly (string Type, EventType Read)[] Guarantees =
    [
        ("GuaranteeIssued", GuaranteeTypes.Issued),
        ("GuaranteeAmended", GuaranteeTypes.Amended),
        ("GuaranteeRevoked", GuaranteeTypes.Revoked),
    ];

    /// <summary>Finds a type of a stream; null when the stream has none of that name.</summary>
    public static EventType? Find(EventStream stream, ReadOnlySpan<byte> name)
    {
        foreach (var (type, read) in Of(stream))
        {
            if (Ascii.Equals(name, type))
            {
                return read;
            }
        }

        return null;
    }

    /// <summary>Finds the stream that has a type; null when none has.</summary>
    public static EventStream? StreamOf(ReadOnlySpan<byte> name)
    {
        foreach (var stream in Enum.GetValues<EventStream>())
        {
            if (Find(stream, name) is not null)
            {
                return stream;
            }
        }

        return null;
    }

    private static (string Type, EventType Read)[] Of(EventStream stream) => stream switch
    {
        EventStream.Declarations => Declarations,
        EventStream.Taxpayers => Taxpayers,
        EventStream.Payments => Payments,
        EventStream.Guarantees => Guarantees,
    };
}

namespace Clearance.Domain;

/// <summary>The four ways in; each is a Kafka topic of the same name (contract.md §1).</summary>
public enum EventStream : byte
{
    /// <summary><c>customs.declarations</c>.</summary>
    Declarations = 0,

    /// <summary><c>customs.taxpayers</c>.</summary>
    Taxpayers = 1,

    /// <summary><c>bank.payments</c>.</summary>
    Payments = 2,

    /// <summary><c>bank.guarantees</c>.</summary>
    Guarantees = 3,
}

/// <summary>The streams' names on the wire.</summary>
public static class EventStreams
{
    /// <summary>The topic's name.</summary>
    public static string NameOf(EventStream stream) => stream switch
    {
        EventStream.Declarations => "customs.declarations",
        EventStream.Taxpayers => "customs.taxpayers",
        EventStream.Payments => "bank.payments",
        EventStream.Guarantees => "bank.guarantees",
    };

    /// <summary>Finds the stream of a name; false when there is none.</summary>
    public static bool TryParse(string name, out EventStream stream)
    {
        foreach (var candidate in (ReadOnlySpan<EventStream>)
            [EventStream.Declarations, EventStream.Taxpayers, EventStream.Payments, EventStream.Guarantees])
        {
            if (string.Equals(NameOf(candidate), name, StringComparison.Ordinal))
            {
                stream = candidate;
                return true;
            }
        }

        stream = default;
        return false;
    }
}

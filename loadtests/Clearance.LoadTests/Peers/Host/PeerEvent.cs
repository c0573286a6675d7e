namespace Clearance.LoadTests.Peers;

/// <summary>One of the two events the peers know, in the form their stores take it.</summary>
internal sealed record PeerEvent
{
    /// <summary>The stream of registrations.</summary>
    public const short Declarations = 0;

    /// <summary>The stream of payments.</summary>
    public const short Payments = 1;

    public required short Stream { get; init; }

    public required string Id { get; init; }

    /// <summary>A hash of the event's bytes: another one under the same id is a conflict.</summary>
    public required Guid Content { get; init; }

    public required string Taxpayer { get; init; }

    /// <summary>Code and account of each line or row, as "1901:budget".</summary>
    public required string[] Codes { get; init; }

    public required long[] Amounts { get; init; }

    /// <summary>A registration's declaration.</summary>
    public long Declaration { get; init; }

    /// <summary>Of each of its lines, whether it keeps the goods.</summary>
    public bool[] Blocking { get; init; } = [];

    /// <summary>Which declaration each row of a payment names; 0: a number that is none.</summary>
    public long[] Targets { get; init; } = [];

    /// <summary>A payment's rows as they came, for the record.</summary>
    public string Rows { get; init; } = "";
}

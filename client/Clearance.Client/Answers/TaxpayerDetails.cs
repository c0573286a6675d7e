namespace Clearance.Client;

/// <summary>A numbered decision about a taxpayer.</summary>
/// <param name="Decision">Its number.</param>
/// <param name="InForce">Whether it is in force on the date.</param>
public sealed record NumberedDecision(string Decision, bool InForce);

/// <summary>Numbered decisions of one sort.</summary>
/// <param name="InForce">Whether any is in force on the date.</param>
/// <param name="Decisions">All of them.</param>
public sealed record NumberedDecisions(bool InForce, IReadOnlyList<NumberedDecision> Decisions);

/// <summary>Relief of a declaration's debts.</summary>
/// <param name="Declaration">The 11-digit key.</param>
/// <param name="Until">The last day; null: for ever.</param>
public sealed record Relief(string Declaration, DateOnly? Until);

/// <summary>Surplus, in đồng.</summary>
/// <param name="Taxpayer">Of the taxpayer.</param>
/// <param name="Declarations">Of the declarations, together.</param>
public sealed record SurplusSums(long Taxpayer, long Declarations);

/// <summary>Money in, and where it is, in đồng.</summary>
public sealed record MoneySums
{
    /// <summary>Confirmed by banks.</summary>
    public long Confirmed { get; init; }

    /// <summary>Taken from other taxpayers' suspense.</summary>
    public long TransferredIn { get; init; }

    /// <summary>Taken by other taxpayers' declarations.</summary>
    public long TransferredOut { get; init; }

    /// <summary>Cancelled by banks.</summary>
    public long Cancelled { get; init; }

    /// <summary>Paid back.</summary>
    public long Refunded { get; init; }

    /// <summary>On lines.</summary>
    public long Allocated { get; init; }

    /// <summary>Surplus.</summary>
    public long Surplus { get; init; }

    /// <summary>Misdirected.</summary>
    public long Misdirected { get; init; }

    /// <summary>Parked.</summary>
    public long Parked { get; init; }

    /// <summary>In suspense.</summary>
    public long Suspense { get; init; }

    /// <summary>Sent and not answered.</summary>
    public long InTransit { get; init; }

    /// <summary>Moved on and then missing.</summary>
    public long Receivable { get; init; }

    /// <summary>Whether money in equals money accounted for.</summary>
    public bool Balanced { get; init; }
}

/// <summary>Where a taxpayer stands, and where the money is.</summary>
public sealed record TaxpayerDetails
{
    /// <summary>The id.</summary>
    public required string Taxpayer { get; init; }

    /// <summary>The legal date asked for.</summary>
    public DateOnly On { get; init; }

    /// <summary>The ledger's version.</summary>
    public long Version { get; init; }

    /// <summary>What the standing has applied.</summary>
    public long StandingVersion { get; init; }

    /// <summary>Whether the ledger is stopped.</summary>
    public bool Stopped { get; init; }

    /// <summary><c>active</c>, <c>closing</c>, <c>closed</c> or <c>suspended</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Stop-customs decisions.</summary>
    public required NumberedDecisions Enforcement { get; init; }

    /// <summary>Priority decisions.</summary>
    public required NumberedDecisions Priority { get; init; }

    /// <summary>Relief.</summary>
    public IReadOnlyList<Relief> Relief { get; init; } = [];

    /// <summary>Debts, earliest due first.</summary>
    public IReadOnlyList<Debt> Debts { get; init; } = [];

    /// <summary>The exact sum that lifts the block, in đồng.</summary>
    public long OverdueTotal { get; init; }

    /// <summary>Letters of guarantee.</summary>
    public IReadOnlyList<GuaranteeLetter> Guarantees { get; init; } = [];

    /// <summary>Surplus.</summary>
    public required SurplusSums Surplus { get; init; }

    /// <summary>Rows in suspense.</summary>
    public IReadOnlyList<PaymentRow> Suspense { get; init; } = [];

    /// <summary>Rows that wait for a registration.</summary>
    public IReadOnlyList<PaymentRow> Parked { get; init; } = [];

    /// <summary>Rows sent to another taxpayer's declaration and not answered.</summary>
    public IReadOnlyList<PaymentRow> InTransit { get; init; } = [];

    /// <summary>Conservation.</summary>
    public required MoneySums Sums { get; init; }
}

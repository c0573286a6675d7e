namespace Clearance.Demo;

/// <summary>What became of one event.</summary>
internal sealed record EventAnswer(string? Id, string Status, string? Code, string? Field, string? Detail);

/// <summary>What became of a body of events, and how long the engine took to say so.</summary>
internal sealed record PostAnswer(IReadOnlyList<EventAnswer> Results, TimeSpan Took);

/// <summary>The engine's decision about one declaration; only what is shown here.</summary>
internal sealed record DecisionAnswer(string Declaration, string? Taxpayer, string? Outcome)
{
    public IReadOnlyList<ReasonAnswer> Reasons { get; init; } = [];

    public IReadOnlyList<StepAnswer> ToRelease { get; init; } = [];

    public IReadOnlyList<WarningAnswer> Warnings { get; init; } = [];

    public long Payable { get; init; }

    public long Paid { get; init; }

    public long Outstanding { get; init; }
}

/// <summary>A reason of a hold.</summary>
internal sealed record ReasonAnswer(string Code, string? Vnaccs, long? Shortfall, MessageAnswer Message);

/// <summary>A sentence in both languages.</summary>
internal sealed record MessageAnswer(string En, string Vi);

/// <summary>A warning.</summary>
internal sealed record WarningAnswer(string Code, long Shortfall);

/// <summary>A step on the shortest path to release.</summary>
internal sealed record StepAnswer(string Action)
{
    public string? Reason { get; init; }

    public string? Payment { get; init; }

    public int? Row { get; init; }

    public string? Declaration { get; init; }

    public string? Code { get; init; }

    public string? Account { get; init; }

    public string? Guarantee { get; init; }

    public long? Amount { get; init; }
}

/// <summary>A taxpayer's money: what came in on the left, where it is on the right.</summary>
internal sealed record TaxpayerAnswer(string Taxpayer, ConservationAnswer Conservation);

/// <summary>The sums of conservation.</summary>
internal sealed record ConservationAnswer
{
    public long Confirmed { get; init; }

    public long TransferredIn { get; init; }

    public long TransferredOut { get; init; }

    public long InTransit { get; init; }

    public long Cancelled { get; init; }

    public long Refunded { get; init; }

    public long Allocated { get; init; }

    public long Surplus { get; init; }

    public long Misdirected { get; init; }

    public long Parked { get; init; }

    public long Suspense { get; init; }

    public long Receivable { get; init; }

    public bool Balanced { get; init; }
}

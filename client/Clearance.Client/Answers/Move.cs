namespace Clearance.Client;

/// <summary>A move of money that an officer proposed: one proposes, another approves.</summary>
public sealed record Move
{
    /// <summary>Its id, which is the same however often it is proposed.</summary>
    public required string Id { get; init; }

    /// <summary>Whose money.</summary>
    public required string Taxpayer { get; init; }

    /// <summary><c>assign</c>, <c>apply</c> or <c>refund</c>.</summary>
    public required string Kind { get; init; }

    /// <summary><c>proposed</c>, <c>approved</c>, <c>done</c>, <c>rejected</c> by the rules, or <c>refused</c> by an officer.</summary>
    public required string Status { get; init; }

    /// <summary>The id of the event it becomes.</summary>
    public string? Event { get; init; }

    /// <summary>The payment whose row is assigned.</summary>
    public string? Payment { get; init; }

    /// <summary>The row that is assigned.</summary>
    public int? Row { get; init; }

    /// <summary>Where the row goes.</summary>
    public string? Declaration { get; init; }

    /// <summary>The declaration whose surplus it is; null: the taxpayer's.</summary>
    public string? From { get; init; }

    /// <summary>Where the surplus goes.</summary>
    public string? To { get; init; }

    /// <summary>The line's sub-item.</summary>
    public string? Code { get; init; }

    /// <summary>The line's account.</summary>
    public string? Account { get; init; }

    /// <summary>In đồng.</summary>
    public long? Amount { get; init; }

    /// <summary>Who proposed it.</summary>
    public string? Maker { get; init; }

    /// <summary>Who approved or refused it.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>Why the rules rejected it.</summary>
    public MoveRejection? Rejection { get; init; }
}

/// <summary>Why the rules rejected a move.</summary>
/// <param name="Code">Which rule.</param>
/// <param name="Field">The member meant.</param>
/// <param name="Detail">A sentence.</param>
public sealed record MoveRejection(string Code, string? Field, string? Detail);

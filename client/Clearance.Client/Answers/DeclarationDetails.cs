namespace Clearance.Client;

/// <summary>A line of a declaration.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Code">Budget sub-item.</param>
/// <param name="Account"><c>budget</c> or <c>deposit</c>.</param>
/// <param name="Amount">What is owed, in đồng.</param>
/// <param name="Paid">In đồng.</param>
/// <param name="Outstanding">In đồng.</param>
/// <param name="Due">The last day to pay, once known.</param>
/// <param name="Interest">Late interest, in đồng.</param>
public sealed record DeclarationLine(
    string Kind, string Code, string Account, long Amount, long Paid, long Outstanding, DateOnly? Due, long Interest);

/// <summary>A line set by decision.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Code">Budget sub-item.</param>
/// <param name="Account"><c>budget</c> or <c>deposit</c>.</param>
/// <param name="Amount">In đồng.</param>
/// <param name="Due">The date the decision names.</param>
/// <param name="At">When it was decided.</param>
public sealed record DeclarationAdjustment(
    string Kind, string Code, string Account, long Amount, DateOnly? Due, DateTimeOffset At);

/// <summary>One aspect of inspection.</summary>
/// <param name="Required">Whether it is required; null while nothing is registered.</param>
/// <param name="Result"><c>pass</c>, <c>fail</c> or null.</param>
/// <param name="At">When it ended.</param>
public sealed record InspectionAspect(bool? Required, string? Result, DateTimeOffset? At);

/// <summary>Inspection.</summary>
/// <param name="Goods">Of the goods.</param>
/// <param name="Specialised">Specialised inspection.</param>
public sealed record Inspection(InspectionAspect Goods, InspectionAspect Specialised);

/// <summary>What customs recorded.</summary>
/// <param name="Outcome"><c>cleared</c> or <c>released</c>.</param>
/// <param name="At">The earliest record's time.</param>
/// <param name="ClearanceDate">Its legal date.</param>
public sealed record RecordedClearance(string Outcome, DateTimeOffset At, DateOnly ClearanceDate);

/// <summary>A letter of guarantee.</summary>
/// <param name="Reference">Bank, year, sign and number, as <c>VCB/2026/BL/0001</c>.</param>
/// <param name="Issued">Whether the taxpayer's bank issued it.</param>
/// <param name="Kind"><c>separate</c> or <c>general</c>.</param>
/// <param name="Limit">In đồng.</param>
/// <param name="Reserved">By all declarations, in đồng.</param>
/// <param name="Available">In đồng.</param>
/// <param name="EffectiveFrom">The first day it serves.</param>
/// <param name="ExpiresOn">The last day it serves.</param>
/// <param name="Revoked">Whether a revocation was received.</param>
/// <param name="Waiting">How many declarations want more of it; told of a taxpayer's letters, null elsewhere.</param>
public sealed record GuaranteeLetter(
    [property: System.Text.Json.Serialization.JsonPropertyName("guarantee")] string Reference, bool Issued, string? Kind,
    long Limit, long Reserved, long Available, DateOnly? EffectiveFrom, DateOnly? ExpiresOn, bool Revoked, int? Waiting);

/// <summary>Everything known of a declaration; of one not registered, only what may come before.</summary>
public sealed record DeclarationDetails
{
    /// <summary>The current 12 digits; as asked, when not registered.</summary>
    public required string Declaration { get; init; }

    /// <summary>Whether it is registered.</summary>
    public required bool Registered { get; init; }

    /// <summary>The legal date asked for.</summary>
    public DateOnly On { get; init; }

    /// <summary>The owner.</summary>
    public string? Taxpayer { get; init; }

    /// <summary>The amendment's number.</summary>
    public int? Amendment { get; init; }

    /// <summary>The customs office.</summary>
    public string? Office { get; init; }

    /// <summary><c>import</c> or <c>export</c>.</summary>
    public string? Direction { get; init; }

    /// <summary>When it was registered.</summary>
    public DateTimeOffset? RegisteredAt { get; init; }

    /// <summary>1 green, 2 yellow, 3 red.</summary>
    public int? Channel { get; init; }

    /// <summary>A, B, C or D.</summary>
    public string? Term { get; init; }

    /// <summary>The lines.</summary>
    public IReadOnlyList<DeclarationLine> Lines { get; init; } = [];

    /// <summary>All money on it, in order of debit.</summary>
    public IReadOnlyList<PaymentRow> Payments { get; init; } = [];

    /// <summary>Of those, the rows that pay no line.</summary>
    public IReadOnlyList<PaymentRow> Misdirected { get; init; } = [];

    /// <summary>Lines set by decision.</summary>
    public IReadOnlyList<DeclarationAdjustment> Adjustments { get; init; } = [];

    /// <summary>Outstanding on blocking lines, in đồng.</summary>
    public long Outstanding { get; init; }

    /// <summary>Surplus, in đồng.</summary>
    public long Surplus { get; init; }

    /// <summary>Applied elsewhere or refunded, in đồng.</summary>
    public long MovedOut { get; init; }

    /// <summary>Moved out and now missing, in đồng.</summary>
    public long Receivable { get; init; }

    /// <summary>Late interest of all lines, in đồng.</summary>
    public long Interest { get; init; }

    /// <summary>Reserved, in đồng.</summary>
    public long Reserved { get; init; }

    /// <summary>The letter it is reserved from.</summary>
    public string? ReservedFrom { get; init; }

    /// <summary>The letter named.</summary>
    public GuaranteeLetter? Guarantee { get; init; }

    /// <summary>Inspection.</summary>
    public required Inspection Inspection { get; init; }

    /// <summary>Whether it is cancelled.</summary>
    public bool Cancelled { get; init; }

    /// <summary>What customs recorded.</summary>
    public RecordedClearance? Recorded { get; init; }

    /// <summary>How many taxpayers have money parked on it, while it is not registered.</summary>
    public int ParkedBy { get; init; }

    /// <summary>The decision.</summary>
    public required Decision Decision { get; init; }
}

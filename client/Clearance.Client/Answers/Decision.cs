using System.Text.Json;

namespace Clearance.Client;

/// <summary>A text in both languages.</summary>
/// <param name="En">English.</param>
/// <param name="Vi">Vietnamese.</param>
public sealed record Message(string En, string Vi);

/// <summary>A line with something outstanding.</summary>
/// <param name="Code">Budget sub-item.</param>
/// <param name="Account"><c>budget</c> or <c>deposit</c>.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Outstanding">In đồng.</param>
public sealed record LineOutstanding(string Code, string Account, string Kind, long Outstanding);

/// <summary>A debt.</summary>
/// <param name="Declaration">The 11-digit key.</param>
/// <param name="Code">Budget sub-item.</param>
/// <param name="Account"><c>budget</c> or <c>deposit</c>.</param>
/// <param name="Outstanding">In đồng.</param>
/// <param name="Due">The last day to pay.</param>
/// <param name="Overdue">Whether it is overdue; told of a taxpayer's debts, null elsewhere.</param>
/// <param name="Interest">Late interest, in đồng; told of a taxpayer's debts, null elsewhere.</param>
public sealed record Debt(
    string Declaration, string Code, string Account, long Outstanding, DateOnly Due, bool? Overdue, long? Interest);

/// <summary>A row of a payment.</summary>
/// <param name="Payment">The payment's id.</param>
/// <param name="Row">Its number.</param>
/// <param name="Code">Budget sub-item; null when unitemised.</param>
/// <param name="Account"><c>budget</c> or <c>deposit</c>.</param>
/// <param name="Amount">In đồng.</param>
/// <param name="Declaration">The declaration as the bank wrote it, where told.</param>
/// <param name="Kind">How it came to a declaration, where told.</param>
/// <param name="DebitedAt">When the payer was debited, where told.</param>
public sealed record PaymentRow(
    string Payment, int Row, string? Code, string Account, long Amount, string? Declaration, string? Kind,
    DateTimeOffset? DebitedAt);

/// <summary>One reason of a hold.</summary>
/// <param name="Code">Which.</param>
/// <param name="Vnaccs">The refusal VNACCS shows.</param>
/// <param name="Shortfall">What is missing to lift this one reason, in đồng.</param>
/// <param name="Message">For people.</param>
/// <param name="Lines">The lines meant.</param>
/// <param name="Debts">The debts meant.</param>
/// <param name="Rows">The misdirected rows meant.</param>
/// <param name="Guarantee">The letter meant, as <c>VCB/2026/BL/0001</c>.</param>
public sealed record Reason(
    string Code, string? Vnaccs, long? Shortfall, Message Message, IReadOnlyList<LineOutstanding>? Lines,
    IReadOnlyList<Debt>? Debts, IReadOnlyList<PaymentRow>? Rows, string? Guarantee);

/// <summary>A warning.</summary>
/// <param name="Code">Which.</param>
/// <param name="Shortfall">In đồng.</param>
public sealed record Warning(string Code, long Shortfall);

/// <summary>One thing to do towards release.</summary>
/// <param name="Action">What.</param>
/// <param name="Reason">Which reason an officer has to lift, when one has.</param>
/// <param name="Payment">The payment of the row to move.</param>
/// <param name="Row">The row to move.</param>
/// <param name="Declaration">The declaration whose debt is to be paid.</param>
/// <param name="Code">The line's sub-item.</param>
/// <param name="Account">The line's account.</param>
/// <param name="Guarantee">The letter to raise.</param>
/// <param name="Amount">In đồng.</param>
public sealed record Step(
    string Action, string? Reason, string? Payment, int? Row, string? Declaration, string? Code, string? Account,
    string? Guarantee, long? Amount);

/// <summary>The answer for one declaration on one legal date.</summary>
public sealed record Decision
{
    /// <summary>The current 12 digits; as asked, when nothing is registered.</summary>
    public required string Declaration { get; init; }

    /// <summary>The owner; null when nothing is registered.</summary>
    public string? Taxpayer { get; init; }

    /// <summary><c>unknown</c>, <c>cancelled</c>, <c>cleared</c>, <c>released</c>, <c>clear</c>, <c>release</c> or <c>hold</c>.</summary>
    public required string Outcome { get; init; }

    /// <summary>The legal date it was made for.</summary>
    public DateOnly On { get; init; }

    /// <summary>Every reason, in order; empty unless held.</summary>
    public IReadOnlyList<Reason> Reasons { get; init; } = [];

    /// <summary>Warnings.</summary>
    public IReadOnlyList<Warning> Warnings { get; init; } = [];

    /// <summary>All that is needed for release; empty unless held.</summary>
    public IReadOnlyList<Step> ToRelease { get; init; } = [];

    /// <summary>Sum of the blocking lines, in đồng.</summary>
    public long Payable { get; init; }

    /// <summary>Money on them, up to each, in đồng.</summary>
    public long Paid { get; init; }

    /// <summary>What they miss, in đồng.</summary>
    public long Outstanding { get; init; }

    /// <summary>Reserved from the named guarantee, in đồng.</summary>
    public long Reserved { get; init; }

    /// <summary>Surplus of the declaration, in đồng.</summary>
    public long Surplus { get; init; }

    /// <summary>Misdirected money, in đồng.</summary>
    public long Misdirected { get; init; }

    /// <summary>The rule set in force on the registration date.</summary>
    public string? RuleSet { get; init; }

    /// <summary>What the declaration has applied.</summary>
    public long Version { get; init; }

    /// <summary>What the taxpayer's standing has applied.</summary>
    public long StandingVersion { get; init; }

    /// <summary>When it was last computed from committed facts.</summary>
    public DateTimeOffset? DecidedAt { get; init; }
}

/// <summary>Why one declaration of many has no decision.</summary>
/// <param name="Code">What tells errors apart.</param>
/// <param name="Detail">A sentence.</param>
public sealed record EligibilityError(string Code, string Detail);

/// <summary>A decision or an error.</summary>
/// <param name="Declaration">As asked in case of an error, else as the decision shows it.</param>
/// <param name="Decision">The decision; null in case of an error.</param>
/// <param name="Error">The error; null in case of a decision.</param>
public sealed record EligibilityResult(string? Declaration, Decision? Decision, EligibilityError? Error)
{
    internal static EligibilityResult Read(JsonElement result)
    {
        var declaration = result.GetProperty("declaration").GetString();
        return result.TryGetProperty("error", out var error)
            ? new EligibilityResult(declaration, null, error.Deserialize(ClearanceJson.Default.EligibilityError))
            : new EligibilityResult(declaration, result.Deserialize(ClearanceJson.Default.Decision), null);
    }
}

using System.Globalization;
using Clearance.Domain;

namespace Clearance.Model;

/// <summary>A line with something outstanding.</summary>
public sealed record ModelLine(LineKey Line, LineKind Kind, long Outstanding)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Line} {Kind} {Outstanding}";
}

/// <summary>A blocking line outstanding on a recorded declaration.</summary>
public sealed record ModelDebt(DeclarationKey Declaration, LineKey Line, long Outstanding, DateOnly Due)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Declaration} {Line} {Outstanding} due {Text.Of(Due)}";
}

/// <summary>Money paid to a line that the declaration does not have.</summary>
public sealed record ModelRow(RowRef Row, LineKey Line, long Amount)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Row.Payment}#{Row.Row} {Line} {Amount}";
}

/// <summary>One reason of a hold, with its evidence.</summary>
/// <param name="Code">The contract's word.</param>
public sealed record ModelReason(string Code)
{
    public string? Vnaccs { get; init; }

    public long? Shortfall { get; init; }

    public IReadOnlyList<ModelLine> Lines { get; init; } = [];

    public IReadOnlyList<ModelDebt> Debts { get; init; } = [];

    public IReadOnlyList<ModelRow> Rows { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Code} vnaccs={Vnaccs} shortfall={Shortfall} lines={Text.Of(Lines)} debts={Text.Of(Debts)} rows={Text.Of(Rows)}";
}

/// <summary>One thing to do towards release.</summary>
/// <param name="Action">The contract's word.</param>
/// <param name="Reason">The reason it lifts.</param>
public sealed record ModelStep(string Action, string Reason)
{
    public DeclarationKey? Declaration { get; init; }

    public LineKey? Line { get; init; }

    public long? Amount { get; init; }

    public RowRef? Row { get; init; }

    public GuaranteeReference? Guarantee { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Action} for={Reason} declaration={Declaration} line={Line} amount={Amount} row={Row?.Payment}#{Row?.Row} letter={Guarantee}";
}

/// <summary>The answer for one declaration on one legal date, without what counts how it came to be.</summary>
public sealed record ModelDecision
{
    /// <summary>The current 12 digits; the key when nothing is registered.</summary>
    public required string Declaration { get; init; }

    public TaxpayerId? Taxpayer { get; init; }

    /// <summary>The contract's word.</summary>
    public required string Outcome { get; init; }

    public required DateOnly On { get; init; }

    public IReadOnlyList<ModelReason> Reasons { get; init; } = [];

    /// <summary>What is outstanding on fees; 0: no warning.</summary>
    public long FeeUnpaid { get; init; }

    public IReadOnlyList<ModelStep> ToRelease { get; init; } = [];

    public long Payable { get; init; }

    public long Paid { get; init; }

    public long Outstanding { get; init; }

    public long Reserved { get; init; }

    public long Surplus { get; init; }

    public long Misdirected { get; init; }

    public string? RuleSet { get; init; }

    /// <summary>One line; equal answers are equal texts.</summary>
    public override string ToString() =>
        $"{Declaration} taxpayer={Taxpayer} on={Text.Of(On)} {Outcome} reasons={Text.Of(Reasons)} feeUnpaid={FeeUnpaid} "
        + $"toRelease={Text.Of(ToRelease)} payable={Payable} paid={Paid} outstanding={Outstanding} reserved={Reserved} "
        + $"surplus={Surplus} misdirected={Misdirected} ruleSet={RuleSet}";
}

/// <summary>How values stand in the canonical texts.</summary>
internal static class Text
{
    public static string Of(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Of<T>(IEnumerable<T> list) => $"[{string.Join("; ", list)}]";
}

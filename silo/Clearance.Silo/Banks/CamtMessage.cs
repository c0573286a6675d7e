namespace Clearance.Silo;

/// <summary>One transaction of a camt.053 or camt.054 message: a payment to customs, as written.</summary>
internal sealed record CamtTransaction
{
    /// <summary>The line of the file it starts on.</summary>
    public required int Line { get; init; }

    /// <summary>The bank's reference; empty when there is none.</summary>
    public required string Reference { get; init; }

    /// <summary>Whom it credits: the tax id of who owes.</summary>
    public required string Taxpayer { get; init; }

    /// <summary>Who paid; empty when nobody is named.</summary>
    public required string Payer { get; init; }

    /// <summary>The payer's reference; empty when there is none.</summary>
    public required string Slip { get; init; }

    /// <summary>When the payer was debited, with its offset; empty when only a date is given.</summary>
    public required string DebitedAt { get; init; }

    /// <summary>Whether it takes back an earlier one.</summary>
    public required bool IsReversal { get; init; }

    /// <summary>What it pays, numbered in the order of the message.</summary>
    public required IReadOnlyList<CamtRow> Rows { get; init; }

    /// <summary>Why it says nothing that can be relied on; null: it does.</summary>
    public required CamtFault? Fault { get; init; }

    /// <summary>The payment's id with a bank: its reference, after the bank's code.</summary>
    public string IdOf(string bank) =>
        Reference.StartsWith($"{bank}:", StringComparison.Ordinal) ? Reference : $"{bank}:{Reference}";
}

/// <summary>One tax record of a transaction.</summary>
/// <param name="Line">The line of the file.</param>
/// <param name="Declaration">The declaration named; empty when none is.</param>
/// <param name="Code">The sub-item; empty when none is named.</param>
/// <param name="Account"><c>budget</c>, <c>deposit</c>, or what the message says instead.</param>
/// <param name="Amount">How much.</param>
/// <param name="Office">The office; empty when none is named.</param>
internal sealed record CamtRow(int Line, string Declaration, string Code, string Account, string Amount, string Office);

/// <summary>What is wrong with a transaction.</summary>
/// <param name="Line">Where.</param>
/// <param name="Code">A rejection's name.</param>
/// <param name="Field">The element.</param>
/// <param name="Detail">A sentence.</param>
internal sealed record CamtFault(int Line, Clearance.Domain.RejectionCode Code, string Field, string Detail);

using System.Collections.Immutable;

namespace Clearance.Domain;

/// <summary>What became of a row of a day file, or of a received one.</summary>
public enum ReconciledStatus : byte
{
    /// <summary>Both have it, the same.</summary>
    Matched = 0,

    /// <summary>The bank has the payment; it was not received.</summary>
    Missing = 1,

    /// <summary>It was received; the bank does not have the payment.</summary>
    Extra = 2,

    /// <summary>Both have the payment, not the same.</summary>
    Differing = 3,

    /// <summary>Cancelled on both sides, or cancelled here and not in the file at all: no money on either side.</summary>
    Cancelled = 4,

    /// <summary>Cancelled at the bank; no cancellation was received.</summary>
    CancelledAtBankOnly = 5,

    /// <summary>Cancelled here; the bank still has it.</summary>
    CancelledHereOnly = 6,

    /// <summary>The file says it again.</summary>
    Duplicate = 7,

    /// <summary>Both have it, the same, but it is of another day.</summary>
    OutsideWindow = 8,
}

/// <summary>What may differ between the bank's row and the received one.</summary>
public enum RowDifference : byte
{
    /// <summary>Whom the payment credits.</summary>
    Taxpayer = 0,

    /// <summary>The declaration named.</summary>
    Declaration = 1,

    /// <summary>The budget sub-item.</summary>
    Code = 2,

    /// <summary>Budget or deposit.</summary>
    Account = 3,

    /// <summary>How much.</summary>
    Amount = 4,

    /// <summary>When the payer was debited, to the second.</summary>
    DebitedAt = 5,

    /// <summary>One side has a row of the payment that the other does not have.</summary>
    Rows = 6,
}

/// <summary>A row and what became of it.</summary>
/// <param name="Status">What.</param>
/// <param name="Payment">The payment's id.</param>
/// <param name="Row">The row's number.</param>
/// <param name="Bank">As the file has it; null when it does not.</param>
/// <param name="Received">As it was received; null when it was not.</param>
/// <param name="Differences">What differs, when it is <see cref="ReconciledStatus.Differing"/>.</param>
public sealed record ReconciledRow(
    ReconciledStatus Status,
    string Payment,
    int Row,
    BankRow? Bank,
    ReceivedRow? Received,
    ImmutableArray<RowDifference> Differences)
{
    /// <summary>Whether somebody must look at it.</summary>
    public bool IsDiscrepancy => Status is not (ReconciledStatus.Matched or ReconciledStatus.Cancelled);
}

/// <summary>A sum on both sides, of what is not cancelled and was debited within the window, in đồng.</summary>
/// <param name="Bank">By the file, each row once.</param>
/// <param name="Received">By what was received.</param>
public readonly record struct BothSides(Int128 Bank, Int128 Received)
{
    internal BothSides And(Int128 bank, Int128 received) => new(checked(Bank + bank), checked(Received + received));
}

/// <summary>What a sum is taken by: the sub-item (none when unitemised) and the account.</summary>
/// <param name="Code">The sub-item; null for money that names none.</param>
/// <param name="Account">Budget or deposit.</param>
public readonly record struct SubItem(ushort? Code, Account Account) : IComparable<SubItem>
{
    /// <inheritdoc/>
    public int CompareTo(SubItem other)
    {
        var order = Nullable.Compare(Code, other.Code);
        return order != 0 ? order : Account.CompareTo(other.Account);
    }
}

/// <summary>A bank's day file beside what was received of that bank in the day's window (TT 184/2015 art. 25).</summary>
public sealed record Reconciliation
{
    /// <summary>The day.</summary>
    public required BankDay Day { get; init; }

    /// <summary>Every row: those of the file in its order, then those only received, by payment and number.</summary>
    public required ImmutableArray<ReconciledRow> Rows { get; init; }

    /// <summary>The bank's sum.</summary>
    public required BothSides Total { get; init; }

    /// <summary>By sub-item and account.</summary>
    public required ImmutableSortedDictionary<SubItem, BothSides> BySubItem { get; init; }

    /// <summary>By office: the one the file names, else the declaration's; empty where none is known.</summary>
    public required ImmutableSortedDictionary<string, BothSides> ByOffice { get; init; }

    /// <summary>Whether nobody must look at anything.</summary>
    public bool Agrees => !Rows.Any(static row => row.IsDiscrepancy);

    /// <summary>How many rows have a status.</summary>
    public int Count(ReconciledStatus status) => Rows.Count(row => row.Status == status);

    /// <summary>Compares a file with what was received.</summary>
    /// <param name="day">The day.</param>
    /// <param name="file">The file's rows, as they come.</param>
    /// <param name="received">
    /// Of the bank: every payment debited within the window, and every payment the file names, whenever it was debited. More does no harm.
    /// </param>
    /// <param name="offices">The offices of the declarations named, where registered.</param>
    public static Reconciliation Of(
        BankDay day,
        IEnumerable<BankRow> file,
        IEnumerable<ReceivedPayment> received,
        IReadOnlyDictionary<DeclarationKey, OfficeCode> offices) =>
        new ReconciliationWork(day, offices).Run(file, received);
}

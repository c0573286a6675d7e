using System.Collections.Immutable;

namespace Clearance.Domain;

/// <summary>
/// A taxpayer's ledger: its declarations, payments, guarantees, debts and standing. Every rule that spans declarations
/// spans declarations of one taxpayer, so this is the consistency boundary (design §1).
/// </summary>
/// <remarks>
/// Immutable. <see cref="Apply(ClearanceEvent, ISurroundings)"/> is the only way forward; it needs no clock: what a date
/// decides is judged by <see cref="Assessment"/>.
/// </remarks>
public sealed record Ledger
{
    /// <summary>Whose.</summary>
    public required TaxpayerId Taxpayer { get; init; }

    /// <summary>Where the taxpayer stands, its letters and debts among it.</summary>
    public Standing Standing { get; init; } = Standing.Empty;

    /// <summary>The declarations in memory: open, indebted, or touched.</summary>
    public ImmutableSortedDictionary<DeclarationKey, Declaration> Declarations { get; init; } =
        ImmutableSortedDictionary<DeclarationKey, Declaration>.Empty;

    /// <summary>The payments in memory: those with a row nobody's declaration has yet, or touched.</summary>
    public ImmutableSortedDictionary<string, Payment> Payments { get; init; } =
        ImmutableSortedDictionary<string, Payment>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>Rows parked per declaration; derived from the payments.</summary>
    public ImmutableSortedDictionary<DeclarationKey, ImmutableSortedSet<RowRef>> Parked { get; init; } =
        ImmutableSortedDictionary<DeclarationKey, ImmutableSortedSet<RowRef>>.Empty;

    /// <summary>The sums.</summary>
    public LedgerTotals Totals { get; init; }

    /// <summary>A taxpayer of whom nothing is known.</summary>
    public static Ledger Empty(TaxpayerId taxpayer) => new() { Taxpayer = taxpayer };

    /// <summary>Applies an event, or says why not, or what must be looked up first. Changes nothing unless applied.</summary>
    public Applied Apply(ClearanceEvent e, ISurroundings around)
    {
        var edit = new LedgerEdit(this, around, e.Id);
        try
        {
            return edit.Finish(LedgerRules.Apply(edit, e));
        }
        catch (OverflowException)
        {
            // Arithmetic is checked, so this is a sum past 64 bits and nothing else.
            return new Applied { Ledger = this, Rejection = LedgerEdit.SumTooGreat };
        }
    }

    /// <summary>
    /// Applies a message of another ledger, or says what must be looked up first. A message is never rejected: a transfer
    /// that cannot be taken is answered with why.
    /// </summary>
    public Applied Apply(LedgerMessage message, ISurroundings around)
    {
        var edit = new LedgerEdit(this, around, message.Move);
        Rejection? refusal;
        try
        {
            TransferRules.Apply(edit, message);
            var applied = edit.Finish(null);
            refusal = applied.Rejection;
            if (refusal is null)
            {
                return applied;
            }
        }
        catch (OverflowException) when (message is Transfer)
        {
            refusal = LedgerEdit.SumTooGreat;
        }

        edit = new LedgerEdit(this, around, message.Move);
        TransferRules.Return(edit, (Transfer)message, refusal);
        return edit.Finish(null);
    }

    /// <summary>With a row read from the store, which changes no sum and no decision.</summary>
    public Ledger Loaded(Declaration declaration) =>
        this with { Declarations = Declarations.SetItem(declaration.Key, declaration) };

    /// <summary>With a payment read from the store.</summary>
    public Ledger Loaded(Payment payment) => this with { Payments = Payments.SetItem(payment.Id, payment) };
}

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
        return edit.Finish(LedgerRules.Apply(edit, e));
    }

    /// <summary>Applies a message of another ledger, or says what must be looked up first. A message is never rejected.</summary>
    public Applied Apply(LedgerMessage message, ISurroundings around)
    {
        var edit = new LedgerEdit(this, around, message.Move);
        TransferRules.Apply(edit, message);
        return edit.Finish(null);
    }

    /// <summary>With a row read from the store, which changes no sum and no decision.</summary>
    public Ledger Loaded(Declaration declaration) =>
        this with { Declarations = Declarations.SetItem(declaration.Key, declaration) };

    /// <summary>With a payment read from the store.</summary>
    public Ledger Loaded(Payment payment) => this with { Payments = Payments.SetItem(payment.Id, payment) };
}

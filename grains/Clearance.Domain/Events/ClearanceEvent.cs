namespace Clearance.Domain;

/// <summary>A fact from a source, already of valid form (contract.md §1).</summary>
/// <param name="Id">The idempotency key, unique within its stream.</param>
/// <param name="At">The source's time.</param>
public abstract record ClearanceEvent(string Id, Instant At)
{
    /// <summary>Time and id, which decide between two facts about one thing.</summary>
    public Stamp Stamp => new(At, Id);
}

/// <summary>An event about one declaration that names no taxpayer: it goes to the owner's ledger.</summary>
/// <param name="Id">The idempotency key.</param>
/// <param name="At">The source's time.</param>
/// <param name="Declaration">Which declaration.</param>
public abstract record DeclarationEvent(string Id, Instant At, DeclarationKey Declaration) : ClearanceEvent(Id, At);

/// <summary>An event that names a taxpayer: it goes to that ledger.</summary>
/// <param name="Id">The idempotency key.</param>
/// <param name="At">The source's time.</param>
/// <param name="Taxpayer">Whose ledger.</param>
public abstract record TaxpayerEvent(string Id, Instant At, TaxpayerId Taxpayer) : ClearanceEvent(Id, At);

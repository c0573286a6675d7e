namespace Clearance.Domain;

/// <summary>A taxpayer's registration status; anything but active holds goods (domain.md §4, §8.4).</summary>
public enum TaxpayerStatus : byte
{
    /// <summary>Active.</summary>
    Active = 0,

    /// <summary>Being closed: not active.</summary>
    Closing = 1,

    /// <summary>Closed.</summary>
    Closed = 2,

    /// <summary>Suspended.</summary>
    Suspended = 3,
}

/// <summary>What kind of relief a debt was given.</summary>
public enum ReliefKind : byte
{
    /// <summary>Paid by instalments.</summary>
    Instalment = 0,

    /// <summary>The date was extended.</summary>
    Extension = 1,

    /// <summary>Collection is frozen.</summary>
    Freeze = 2,

    /// <summary>Written off.</summary>
    WriteOff = 3,
}

/// <summary>The taxpayer's status from a date on.</summary>
public sealed record TaxpayerStatusChanged(string Id, Instant At, TaxpayerId Taxpayer) : TaxpayerEvent(Id, At, Taxpayer)
{
    /// <summary>The status.</summary>
    public required TaxpayerStatus Status { get; init; }

    /// <summary>From this legal date on.</summary>
    public required DateOnly EffectiveFrom { get; init; }
}

/// <summary>An event of a numbered decision that is placed or granted, and later lifted or revoked.</summary>
/// <param name="Id">The idempotency key.</param>
/// <param name="At">The source's time.</param>
/// <param name="Taxpayer">Whose ledger.</param>
public abstract record DecisionEvent(string Id, Instant At, TaxpayerId Taxpayer) : TaxpayerEvent(Id, At, Taxpayer)
{
    /// <summary>The decision's number.</summary>
    public required string Decision { get; init; }

    /// <summary>From this legal date on.</summary>
    public required DateOnly EffectiveFrom { get; init; }
}

/// <summary>A stop-customs decision was placed.</summary>
public sealed record EnforcementPlaced(string Id, Instant At, TaxpayerId Taxpayer) : DecisionEvent(Id, At, Taxpayer);

/// <summary>A stop-customs decision was lifted.</summary>
public sealed record EnforcementLifted(string Id, Instant At, TaxpayerId Taxpayer) : DecisionEvent(Id, At, Taxpayer);

/// <summary>Priority (AEO) was granted.</summary>
public sealed record PriorityGranted(string Id, Instant At, TaxpayerId Taxpayer) : DecisionEvent(Id, At, Taxpayer);

/// <summary>Priority was revoked.</summary>
public sealed record PriorityRevoked(string Id, Instant At, TaxpayerId Taxpayer) : DecisionEvent(Id, At, Taxpayer);

/// <summary>A declaration's debts are not overdue through a date; they stay debts (domain.md §8.5).</summary>
public sealed record DebtReliefGranted(string Id, Instant At, TaxpayerId Taxpayer) : TaxpayerEvent(Id, At, Taxpayer)
{
    /// <summary>The decision's number.</summary>
    public required string Decision { get; init; }

    /// <summary>Whose debts.</summary>
    public required DeclarationKey Declaration { get; init; }

    /// <summary>What kind.</summary>
    public required ReliefKind Relief { get; init; }

    /// <summary>The last day of relief; null: for ever (write-off only).</summary>
    public DateOnly? Until { get; init; }
}

/// <summary>An officers' move of money: made by one, checked by another.</summary>
/// <param name="Id">The idempotency key.</param>
/// <param name="At">The source's time.</param>
/// <param name="Taxpayer">Whose ledger.</param>
public abstract record OfficersMove(string Id, Instant At, TaxpayerId Taxpayer) : TaxpayerEvent(Id, At, Taxpayer)
{
    /// <summary>Who made it.</summary>
    public required string Maker { get; init; }

    /// <summary>Who checked it; never the maker.</summary>
    public required string Checker { get; init; }
}

/// <summary>A row in suspense, or misdirected, is given to a line, or to the taxpayer's surplus.</summary>
public sealed record SuspenseAssigned(string Id, Instant At, TaxpayerId Taxpayer) : OfficersMove(Id, At, Taxpayer)
{
    /// <summary>Which row of which payment.</summary>
    public required RowRef Row { get; init; }

    /// <summary>The target, perhaps of another taxpayer; null: the taxpayer's surplus.</summary>
    public DeclarationKey? Declaration { get; init; }

    /// <summary>The target's line; meaningless without a target.</summary>
    public LineKey Line { get; init; }
}

/// <summary>Surplus is applied to a line.</summary>
public sealed record SurplusApplied(string Id, Instant At, TaxpayerId Taxpayer) : OfficersMove(Id, At, Taxpayer)
{
    /// <summary>A declaration's surplus; null: the taxpayer's.</summary>
    public required DeclarationKey? From { get; init; }

    /// <summary>The target.</summary>
    public required DeclarationKey To { get; init; }

    /// <summary>The target's line.</summary>
    public required LineKey Line { get; init; }

    /// <summary>Whole đồng, above 0.</summary>
    public required long Amount { get; init; }
}

/// <summary>Surplus is paid back.</summary>
public sealed record SurplusRefunded(string Id, Instant At, TaxpayerId Taxpayer) : OfficersMove(Id, At, Taxpayer)
{
    /// <summary>A declaration's surplus; null: the taxpayer's.</summary>
    public required DeclarationKey? From { get; init; }

    /// <summary>Whole đồng, above 0.</summary>
    public required long Amount { get; init; }
}

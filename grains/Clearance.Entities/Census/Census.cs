using System.Collections.Immutable;
using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>Everything that stands, counted over all ledgers: what is held and why, and where money waits. Amounts are in đồng.</summary>
/// <remarks>Each ledger is counted as it was at one moment, and every ledger at another: nothing waits for a census.</remarks>
public sealed record Census
{
    /// <summary>How many of a list's oldest or largest are named.</summary>
    public const int NamedMax = 10;

    /// <summary>The legal date that decisions were made for.</summary>
    public required DateOnly On { get; init; }

    /// <summary>How many ledgers there are.</summary>
    public long Ledgers { get; init; }

    /// <summary>Declarations per outcome, by the outcome's number.</summary>
    public ImmutableArray<long> Outcomes { get; init; } = [];

    /// <summary>Held declarations per reason, in the order of reporting; one that is held for two is in both.</summary>
    public ImmutableArray<HeldFor> Reasons { get; init; } = [];

    /// <summary>What is outstanding on held declarations.</summary>
    public Int128 HeldOutstanding { get; init; }

    /// <summary>The held ones that were registered first.</summary>
    public ImmutableArray<HeldDeclaration> OldestHeld { get; init; } = [];

    /// <summary>How many are held though money for them is there (<see cref="HeldDeclaration.Money"/>).</summary>
    public long HeldAndPaid { get; init; }

    /// <summary>Those of them that were registered first.</summary>
    public ImmutableArray<HeldDeclaration> OldestHeldAndPaid { get; init; } = [];

    /// <summary>Money in suspense.</summary>
    public StrayMoney Suspense { get; init; } = new();

    /// <summary>Money that names lines which its declaration does not have.</summary>
    public StrayMoney Misdirected { get; init; } = new();

    /// <summary>Surplus of taxpayers and their declarations.</summary>
    public Int128 Surplus { get; init; }

    /// <summary>Money that waits for its declaration to be registered.</summary>
    public Int128 Parked { get; init; }

    /// <summary>Debts that are overdue on the date.</summary>
    public Int128 Overdue { get; init; }

    /// <summary>Letters of guarantee that serve on the date.</summary>
    public LettersInForce Guarantees { get; init; } = new();

    /// <summary>Ledgers that are stopped, or cannot be read, in key order; no more than <see cref="NamedMax"/>.</summary>
    public ImmutableArray<TaxpayerId> Stopped { get; init; } = [];

    /// <summary>How many those are.</summary>
    public long StoppedLedgers { get; init; }
}

/// <summary>How many are held for a reason.</summary>
/// <param name="Code">The reason.</param>
/// <param name="Declarations">How many.</param>
/// <param name="Shortfall">What would lift it from all of them, where an amount does; in đồng.</param>
public readonly record struct HeldFor(ReasonCode Code, long Declarations, Int128 Shortfall);

/// <summary>Which money is there for a declaration that is held all the same.</summary>
public enum MoneyThere : byte
{
    /// <summary>Not enough, wherever it may be.</summary>
    None = 0,

    /// <summary>All that blocks is paid.</summary>
    Paid = 1,

    /// <summary>Misdirected money of the declaration itself would do.</summary>
    Misdirected = 2,

    /// <summary>With money that the taxpayer has in suspense.</summary>
    Suspense = 3,

    /// <summary>With surplus that the taxpayer, or another declaration of it, has as well.</summary>
    Surplus = 4,
}

/// <summary>A declaration that is held.</summary>
/// <param name="Declaration">Its key.</param>
/// <param name="Amendment">The number of its current amendment.</param>
/// <param name="Taxpayer">Whose.</param>
/// <param name="RegisteredAt">Since when there is one.</param>
/// <param name="Reason">The first reason.</param>
/// <param name="Reasons">How many reasons.</param>
/// <param name="Payable">What blocks, in đồng.</param>
/// <param name="Outstanding">What of it is missing, in đồng.</param>
/// <param name="Money">Which money is there.</param>
public sealed record HeldDeclaration(
    DeclarationKey Declaration, int Amendment, TaxpayerId Taxpayer, Instant RegisteredAt, ReasonCode Reason, int Reasons,
    long Payable, long Outstanding, MoneyThere Money)
{
    /// <summary>Registration time, then key.</summary>
    internal static int ByAge(HeldDeclaration left, HeldDeclaration right) => left.RegisteredAt != right.RegisteredAt
        ? left.RegisteredAt.CompareTo(right.RegisteredAt)
        : left.Declaration.CompareTo(right.Declaration);
}

/// <summary>Money that pays nothing.</summary>
public sealed record StrayMoney
{
    /// <summary>How many rows.</summary>
    public long Rows { get; init; }

    /// <summary>Their sum, in đồng.</summary>
    public Int128 Amount { get; init; }

    /// <summary>Those whose payers were debited first.</summary>
    public ImmutableArray<(TaxpayerId Taxpayer, StrayRow Row)> Oldest { get; init; } = [];

    internal static int ByAge((TaxpayerId Taxpayer, StrayRow Row) left, (TaxpayerId Taxpayer, StrayRow Row) right) =>
        left.Row.DebitedAt != right.Row.DebitedAt
            ? left.Row.DebitedAt.CompareTo(right.Row.DebitedAt)
            : left.Row.Row.CompareTo(right.Row.Row);
}

/// <summary>Letters that are issued, not revoked, and in their days.</summary>
public sealed record LettersInForce
{
    /// <summary>How many.</summary>
    public long Letters { get; init; }

    /// <summary>What they cover, in đồng.</summary>
    public Int128 Limit { get; init; }

    /// <summary>What declarations hold of it.</summary>
    public Int128 Reserved { get; init; }

    /// <summary>What is left.</summary>
    public Int128 Available => Limit - Reserved;

    /// <summary>How many of them end within 7 days.</summary>
    public long EndWithin7Days { get; init; }

    /// <summary>How many of them end within 30 days.</summary>
    public long EndWithin30Days { get; init; }

    /// <summary>What declarations hold of letters that end within 7 days.</summary>
    public Int128 ReservedOfEnding { get; init; }

    /// <summary>How many declarations want more of them than there is.</summary>
    public long Waiting { get; init; }
}

using Clearance.Domain;

namespace Clearance.Model;

/// <summary>A letter of guarantee with what is left of it.</summary>
public sealed record ModelLetter(GuaranteeReference Reference, long Limit, long Reserved, DateOnly ExpiresOn)
{
    public long Available => Limit - Reserved;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Reference} limit={Limit} reserved={Reserved} available={Available} expires={Text.Of(ExpiresOn)}";
}

/// <summary>Late interest of a recorded declaration, up to the date asked for.</summary>
public sealed record ModelInterest(DeclarationKey Declaration, long Amount)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Declaration} {Amount}";
}

/// <summary>Every sum of the conservation law (domain.md §2).</summary>
public sealed record ModelSums
{
    public long Confirmed { get; init; }

    /// <summary>Transferred in, less transferred out.</summary>
    public long Transferred { get; init; }

    public long Cancelled { get; init; }

    public long Refunded { get; init; }

    public long Allocated { get; init; }

    public long DeclarationSurplus { get; init; }

    public long TaxpayerSurplus { get; init; }

    public long Misdirected { get; init; }

    public long Parked { get; init; }

    public long Suspense { get; init; }

    public long InTransit { get; init; }

    public long Receivable { get; init; }

    /// <summary>Whether they add up.</summary>
    public bool AreConserved =>
        Confirmed + Transferred - Cancelled - Refunded
        == Allocated + DeclarationSurplus + TaxpayerSurplus + Misdirected + Parked + Suspense + InTransit - Receivable;

    /// <inheritdoc/>
    public override string ToString() =>
        $"confirmed={Confirmed} transferred={Transferred} cancelled={Cancelled} refunded={Refunded} allocated={Allocated} "
        + $"surplus={DeclarationSurplus}+{TaxpayerSurplus} misdirected={Misdirected} parked={Parked} suspense={Suspense} "
        + $"inTransit={InTransit} receivable={Receivable}";
}

/// <summary>Where a taxpayer stands on a legal date.</summary>
public sealed record ModelTaxpayer
{
    public required TaxpayerId Taxpayer { get; init; }

    public required DateOnly On { get; init; }

    /// <summary>Due or not, the earliest due date first.</summary>
    public IReadOnlyList<ModelDebt> Debts { get; init; } = [];

    /// <summary>Of recorded declarations that bear any, by key.</summary>
    public IReadOnlyList<ModelInterest> Interest { get; init; } = [];

    /// <summary>Letters that were issued, by reference.</summary>
    public IReadOnlyList<ModelLetter> Letters { get; init; } = [];

    public required ModelSums Sums { get; init; }

    /// <summary>One line; equal answers are equal texts.</summary>
    public override string ToString() =>
        $"{Taxpayer} on={Text.Of(On)} debts={Text.Of(Debts)} interest={Text.Of(Interest)} letters={Text.Of(Letters)} {Sums}";
}

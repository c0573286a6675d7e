namespace Clearance.Domain;

/// <summary>The sums of a ledger over everything it ever held, loaded or not; in đồng, checked 64-bit.</summary>
public readonly record struct LedgerTotals
{
    /// <summary>Money banks confirmed.</summary>
    public long Confirmed { get; init; }

    /// <summary>Rows taken from other taxpayers' suspense.</summary>
    public long TransferredIn { get; init; }

    /// <summary>Rows other taxpayers' declarations took.</summary>
    public long TransferredOut { get; init; }

    /// <summary>Confirmed money that banks cancelled.</summary>
    public long Cancelled { get; init; }

    /// <summary>Surplus paid back.</summary>
    public long Refunded { get; init; }

    /// <summary>Rows sent and not answered.</summary>
    public long InTransit { get; init; }

    /// <summary>Money on lines.</summary>
    public long Allocated { get; init; }

    /// <summary>Surplus of declarations.</summary>
    public long DeclarationSurplus { get; init; }

    /// <summary>Receivable of declarations.</summary>
    public long DeclarationReceivable { get; init; }

    /// <summary>Misdirected money of declarations.</summary>
    public long Misdirected { get; init; }

    /// <summary>Money parked for declarations not registered yet.</summary>
    public long Parked { get; init; }

    /// <summary>Money in suspense.</summary>
    public long Suspense { get; init; }

    /// <summary>Money that became taxpayer surplus.</summary>
    public long SurplusIn { get; init; }

    /// <summary>Taxpayer surplus applied or refunded.</summary>
    public long SurplusOut { get; init; }

    /// <summary>What all declarations owe together, lines of every kind: bounds every sum of debts.</summary>
    public long Owed { get; init; }

    /// <summary>Surplus of the taxpayer itself.</summary>
    public long TaxpayerSurplus => Math.Max(0, SurplusIn - SurplusOut);

    /// <summary>Surplus of the taxpayer and its declarations.</summary>
    public long Surplus => DeclarationSurplus + TaxpayerSurplus;

    /// <summary>What was moved on and then cancelled at its source.</summary>
    public long Receivable => DeclarationReceivable + Math.Max(0, SurplusOut - SurplusIn);

    /// <summary>Whether money in equals money accounted for (domain.md §2, Conservation).</summary>
    public bool AreConserved
    {
        get
        {
            var moneyIn = (Int128)Confirmed + TransferredIn - TransferredOut - Cancelled - Refunded;
            return moneyIn == (Int128)Allocated + Surplus + Misdirected + Parked + Suspense - Receivable + InTransit;
        }
    }

    /// <summary>With a declaration's sums in the place of what they were.</summary>
    internal LedgerTotals Replace(Declaration? before, Declaration? after) => this with
    {
        Allocated = Allocated - (before?.Sums.Allocated ?? 0) + (after?.Sums.Allocated ?? 0),
        DeclarationSurplus = DeclarationSurplus - (before?.Sums.Surplus ?? 0) + (after?.Sums.Surplus ?? 0),
        DeclarationReceivable = DeclarationReceivable - (before?.Sums.Receivable ?? 0) + (after?.Sums.Receivable ?? 0),
        Misdirected = Misdirected - (before?.Sums.Misdirected ?? 0) + (after?.Sums.Misdirected ?? 0),
        Owed = Owed - OwedBy(before) + OwedBy(after),
    };

    private static long OwedBy(Declaration? declaration)
    {
        long owed = 0;
        foreach (var line in declaration?.Lines ?? [])
        {
            owed += line.Amount;
        }

        return owed;
    }
}

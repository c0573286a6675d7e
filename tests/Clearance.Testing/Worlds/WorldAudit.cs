using Clearance.Domain;

namespace Clearance.Testing.Worlds;

/// <summary>Counts every đồng of a world from its rows, not from the sums it keeps, and says what does not add up.</summary>
public static class WorldAudit
{
    /// <summary>What is broken; nothing in a right world.</summary>
    public static IEnumerable<string> Of(DomainWorld world)
    {
        long net = 0;
        foreach (var taxpayer in world.Taxpayers)
        {
            var ledger = world.Ledger(taxpayer);
            net += ledger.Totals.TransferredIn - ledger.Totals.TransferredOut;
            var declarations = world.DeclarationsOf(taxpayer).ToList();
            foreach (var broken in OfMoney(ledger.Totals, declarations, [.. world.PaymentsOf(taxpayer)])
                .Concat(GuaranteeAudit.Of(ledger, declarations))
                .Concat(OfDebts(ledger, declarations)))
            {
                yield return $"{taxpayer}: {broken}";
            }
        }

        if (net != 0 && world.Mail.Senders.Count == 0)
        {
            yield return $"transfers between taxpayers leave {net}";
        }
    }

    /// <summary>Conservation, as the rules write it, of sums counted anew; and each kept sum against its count.</summary>
    private static IEnumerable<string> OfMoney(LedgerTotals kept, List<Declaration> declarations, List<Payment> payments)
    {
        var counted = RowCount.Of(payments);
        var held = declarations.Select(PlainAllocation.Of).Aggregate(default(PlainAllocation), (sum, one) => sum + one);
        var surplus = counted.SurplusIn - kept.SurplusOut;
        var moneyIn = counted.Confirmed + counted.CameIn - counted.WentOut - counted.Cancelled - kept.Refunded;
        var moneyThere = held.Allocated + held.Surplus + held.Misdirected + counted.Parked + counted.Suspense
            + counted.InTransit - held.Receivable + surplus;
        return Differences(
            ("conservation", moneyIn, moneyThere),
            ("confirmed", counted.Confirmed, kept.Confirmed),
            ("cancelled", counted.Cancelled, kept.Cancelled),
            ("transferred", counted.CameIn - counted.WentOut, kept.TransferredIn - kept.TransferredOut),
            ("parked", counted.Parked, kept.Parked),
            ("suspense", counted.Suspense, kept.Suspense),
            ("in transit", counted.InTransit, kept.InTransit),
            ("allocated", held.Allocated, kept.Allocated),
            ("surplus of declarations", held.Surplus, kept.DeclarationSurplus),
            ("surplus of the taxpayer", Math.Max(0, surplus), kept.TaxpayerSurplus),
            ("misdirected", held.Misdirected, kept.Misdirected),
            ("receivable", held.Receivable + Math.Max(0, -surplus), kept.Receivable),
            ("moved", declarations.Sum(it => it.MovedOut) + kept.SurplusOut, kept.Refunded + held.Applied),
            ("rows on declarations", counted.OnDeclarations, declarations.Sum(RowsOn)));
    }

    private static IEnumerable<string> OfDebts(Ledger ledger, List<Declaration> declarations)
    {
        foreach (var declaration in declarations)
        {
            var debts = Debts.Of(declaration, ledger.Standing);
            var kept = ledger.Standing.Debts.GetValueOrDefault(declaration.Key, []);
            if (!debts.AsSpan().SequenceEqual(kept.AsSpan()))
            {
                yield return $"debts of {declaration.Key} are [{string.Join("; ", debts)}], kept [{string.Join("; ", kept)}]";
            }
        }
    }

    private static long RowsOn(Declaration declaration) =>
        declaration.Pieces.Where(piece => piece.Kind != PieceKind.Applied).Sum(piece => piece.Amount);

    private static IEnumerable<string> Differences(params (string What, long Counted, long Kept)[] sums) =>
        from sum in sums
        where sum.Counted != sum.Kept
        select $"{sum.What}: counted {sum.Counted}, kept {sum.Kept}";

    /// <summary>Rows by where their money is.</summary>
    private readonly record struct RowCount(
        long Confirmed, long Cancelled, long CameIn, long WentOut, long Parked, long Suspense, long InTransit, long SurplusIn,
        long OnDeclarations)
    {
        public static RowCount Of(List<Payment> payments)
        {
            var count = default(RowCount);
            foreach (var payment in payments)
            {
                foreach (var row in payment.Rows)
                {
                    count = count.Plus(row, row.Row.Amount);
                }
            }

            return count;
        }

        private RowCount Plus(PlacedRow row, long amount)
        {
            var own = row.CameIn ? this : this with { Confirmed = Confirmed + amount };
            var here = row.CameIn && row.Place is not (RowPlace.TransferredOut or RowPlace.Cancelled)
                ? own with { CameIn = CameIn + amount }
                : own;
            return row.Place switch
            {
                RowPlace.Declaration => here with { OnDeclarations = OnDeclarations + amount },
                RowPlace.Parked => here with { Parked = Parked + amount },
                RowPlace.Suspense => here with { Suspense = Suspense + amount },
                RowPlace.Unitemised => here with
                {
                    SurplusIn = SurplusIn + row.Surplus,
                    OnDeclarations = OnDeclarations + amount - row.Surplus,
                },
                RowPlace.Surplus => here with { SurplusIn = SurplusIn + amount },
                RowPlace.InTransit => here with { InTransit = InTransit + amount },
                RowPlace.TransferredOut => row.CameIn ? here : here with { WentOut = WentOut + amount },
                RowPlace.Cancelled => row.CameIn ? here : here with { Cancelled = Cancelled + amount },
            };
        }
    }
}

using System.Globalization;
using Clearance.Domain;
using Clearance.Testing.Worlds;

namespace Clearance.Testing.Stories;

/// <summary>What a story asks: <c>? D1 …</c> of a declaration, <c>? T1 …</c> of a taxpayer, <c>? G1 …</c> of a letter.</summary>
internal static class StoryChecks
{
    /// <summary>What differs from what the line says; null when nothing does.</summary>
    public static string? Failure(DomainWorld world, StoryLine line, DateOnly on)
    {
        var (expected, got) = line.Words[0][0] switch
        {
            'T' => OfTaxpayer(world, line, on),
            'G' => OfLetter(world, line),
            _ => OfDeclaration(world, line, on),
        };
        return expected == got ? null : $"expected {expected}\n  got      {got}";
    }

    private static (string Expected, string Got) OfDeclaration(DomainWorld world, StoryLine line, DateOnly on)
    {
        var key = StoryNames.Declaration(line.Words[0]);
        var decision = world.Decide(key, on);
        switch (line.Words.ElementAtOrDefault(1))
        {
            case null:
                return OfSums(world.Find(key), line);
            case "steps":
                return (Listed(line.Items), Listed(decision.ToRelease.Select(StoryWords.Of)));
            case "lines":
                return (Listed(line.Items), Listed(world.Find(key).Allocate().Lines.Select(StoryWords.Of)));
            case "interest":
                return (line.Words[2], LateInterest.Of(world.Find(key), world.Ledger(world.Find(key).Owner).Standing, on)
                    .ToString(CultureInfo.InvariantCulture));
            case "next":
                return (line.Words[2], decision.NextChangeOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "never");
            case "warns":
                return (Listed(line.Items), Listed(decision.Warnings.Select(it => $"{it.Code} {StoryWords.Amount(it.Shortfall)}")));
            case var outcome:
                return (Listed([[outcome], .. line.Items]), Listed([StoryWords.Of(decision.Outcome), .. decision.Reasons.Select(StoryWords.Of)]));
        }
    }

    private static (string Expected, string Got) OfSums(Declaration declaration, StoryLine line) => Compare(line, name => name switch
    {
        "payable" => declaration.Sums.Payable,
        "paid" => declaration.Sums.Paid,
        "outstanding" => declaration.Sums.Outstanding,
        "surplus" => declaration.Sums.Surplus,
        "misdirected" => declaration.Sums.Misdirected,
        "receivable" => declaration.Sums.Receivable,
        "reserved" => declaration.Reserved,
        _ => throw new FormatException($"A declaration has no {name}."),
    });

    private static (string Expected, string Got) OfTaxpayer(DomainWorld world, StoryLine line, DateOnly on)
    {
        var ledger = world.Ledger(StoryNames.Taxpayer(line.Words[0]));
        var view = ledger.Standing.On(on);
        if (line.Says("debts"))
        {
            var debts = ledger.Standing.Debts.Values.SelectMany(it => it).Order(Comparer<Debt>.Create(StandingOn.InOrderOfPayment));
            return (Listed(line.Items), Listed(debts.Select(StoryWords.Of)));
        }

        return line.Says("overdue")
            ? (Listed(line.Items), Listed(view.OverdueDebts.Select(StoryWords.Of)))
            : Compare(line, name => name switch
            {
                "confirmed" => ledger.Totals.Confirmed,
                "cancelled" => ledger.Totals.Cancelled,
                "refunded" => ledger.Totals.Refunded,
                "in" => ledger.Totals.TransferredIn,
                "out" => ledger.Totals.TransferredOut,
                "transit" => ledger.Totals.InTransit,
                "surplus" => ledger.Totals.TaxpayerSurplus,
                "misdirected" => ledger.Totals.Misdirected,
                "parked" => ledger.Totals.Parked,
                "suspense" => ledger.Totals.Suspense,
                "receivable" => ledger.Totals.Receivable,
                _ => throw new FormatException($"A taxpayer has no {name}."),
            });
    }

    private static (string Expected, string Got) OfLetter(DomainWorld world, StoryLine line)
    {
        var ledger = world.Ledger(StoryNames.Taxpayer(line.Name('T') ?? "T1"));
        var guarantee = ledger.Standing.Guarantees[StoryNames.Letter(line.Words[0])];
        return Compare(line, name => name switch
        {
            "limit" => guarantee.Limit,
            "reserved" => guarantee.Reserved,
            "available" => guarantee.Available,
            _ => throw new FormatException($"A letter has no {name}."),
        });
    }

    /// <summary>Every sum that the line names.</summary>
    private static (string Expected, string Got) Compare(StoryLine line, Func<string, long> sum)
    {
        var named = line.Values.Where(it => it.Name != "on").ToList();
        return (
            string.Join(' ', named.Select(it => $"{it.Name}={StoryWords.Amount(StoryLine.AmountOf(it.Value))}")),
            string.Join(' ', named.Select(it => $"{it.Name}={StoryWords.Amount(sum(it.Name))}")));
    }

    private static string Listed(IEnumerable<string[]> items) => Listed(items.Select(words => string.Join(' ', words)));

    private static string Listed(IEnumerable<string> items) => string.Join(", ", items);
}

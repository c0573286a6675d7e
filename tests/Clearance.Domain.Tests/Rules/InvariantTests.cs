using Clearance.Testing.Histories;
using Clearance.Testing.Worlds;

namespace Clearance.Domain.Tests.Rules;

/// <summary>A ledger that is wrong already applies nothing more to what is wrong: the caller stops it.</summary>
public sealed class InvariantTests
{
    private static Dictionary<string, (string Says, Func<Ledger, Ledger> Damage)> Damaging { get; } = new()
    {
        ["a đồng nobody confirmed"] = ("money in equals money accounted for", ledger => ledger with
        {
            Totals = ledger.Totals with { Suspense = ledger.Totals.Suspense + 1 },
        }),
        ["more reserved than the limit"] = ("0 ≤ reserved ≤ limit", ledger => WithLetters(
            ledger, letter => letter with { Reserved = letter.Limit + 1 })),
        ["less than nothing reserved"] = ("0 ≤ reserved ≤ limit", ledger => WithLetters(
            ledger, letter => letter with { Reserved = long.MinValue / 4 })),
        ["a reservation from no letter"] = ("holds of a letter", ledger => WithDeclarations(
            ledger, declaration => declaration with { Reserved = 1, ReservedFrom = null })),
    };

    public static TheoryData<string> Damages { get; } = [.. Damaging.Keys];

    [Theory]
    [MemberData(nameof(Damages))]
    public void A_broken_invariant_stops_whatever_touches_it(string damage)
    {
        var (says, make) = Damaging[damage];
        var stopped = 0;
        for (var seed = 1; seed <= 40; seed++)
        {
            stopped += Stops(seed, make, says) ? 1 : 0;
        }

        stopped.ShouldBeGreaterThan(5, "histories in which an event touched what was damaged");
    }

    /// <summary>Whether the last events of a history, on a damaged ledger, are stopped; those that pass did not touch the damage.</summary>
    private static bool Stops(int seed, Func<Ledger, Ledger> damage, string says)
    {
        var history = History.Of(seed, HistoryOptions.Everything);
        var world = new DomainWorld();
        var half = history.Events.Length / 2;
        new HistoryPlayer(world, seed).Play(history.Events.Take(half));
        foreach (var e in history.Events.Skip(half).Select(it => it.Read.Event).OfType<TaxpayerEvent>())
        {
            var ledger = damage(world.Ledger(e.Taxpayer));
            try
            {
                _ = ledger.Apply(e, new NothingElse());
            }
            catch (InvalidOperationException stopped)
            {
                // What is damaged may show elsewhere first.
                if (stopped.Message.Contains(says, StringComparison.Ordinal))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Everything was looked up, and nothing is known.</summary>
    private sealed class NothingElse : ISurroundings
    {
        public bool TryIdentity(DeclarationKey key, out DeclarationIdentity identity)
        {
            identity = DeclarationIdentity.Nobody;
            return true;
        }

        public bool IsAbsent(string payment) => true;

        public bool TryHome(string payment, out TaxpayerId? home)
        {
            home = null;
            return true;
        }
    }

    private static Ledger WithLetters(Ledger ledger, Func<Guarantee, Guarantee> change) => ledger with
    {
        Standing = ledger.Standing with
        {
            Guarantees = ledger.Standing.Guarantees.SetItems(ledger.Standing.Guarantees.Select(
                pair => KeyValuePair.Create(pair.Key, change(pair.Value)))),
        },
    };

    private static Ledger WithDeclarations(Ledger ledger, Func<Declaration, Declaration> change) => ledger with
    {
        Declarations = ledger.Declarations.SetItems(ledger.Declarations.Select(
            pair => KeyValuePair.Create(pair.Key, change(pair.Value)))),
    };
}

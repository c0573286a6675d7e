using Clearance.Domain;

namespace Clearance.Entities.Tests.Codec;

public sealed class LedgerLoaderTests
{
    private static readonly EntityLimits Limits = new();
    private static readonly DateOnly Today = new(2026, 8, 20);

    [Fact]
    public void A_ledger_loaded_from_its_rows_is_the_ledger_that_wrote_them()
    {
        var (left, waiting, growing, debts, parked) = (0, 0, 0, 0, 0);
        for (var seed = 0; seed < 300; seed++)
        {
            var history = new RandomHistory(seed);
            history.Run(90);
            foreach (var ledger in history.Ledgers.Values)
            {
                var expected = Resident(ledger);
                var (loaded, head) = LedgerLoader.Load(Stored.Of(ledger, Today, Limits));

                Printout.Of(loaded).ShouldBe(Printout.Of(expected));
                head.StandingVersion.ShouldBe(ledger.Standing.Version);
                Decisions(loaded).ShouldBe(Decisions(expected));

                left += ledger.Declarations.Count - loaded.Declarations.Count;
                waiting += loaded.Standing.Guarantees.Values.Sum(letter => letter.Waiting.Count);
                growing += loaded.Standing.Guarantees.Values.Sum(letter => letter.Growing.Count);
                debts += loaded.Standing.Debts.Count;
                parked += loaded.Parked.Count;
            }
        }

        new[] { left, waiting, growing, debts, parked }.ShouldAllBe(seen => seen > 0);
    }

    private static Ledger Resident(Ledger ledger) => ledger with
    {
        Declarations = ledger.Declarations.RemoveRange(
            ledger.Declarations.Where(pair => !LedgerRows.IsResident(pair.Value, Today, Limits)).Select(pair => pair.Key)),
        Payments = ledger.Payments.RemoveRange(
            ledger.Payments.Where(pair => !pair.Value.IsResident).Select(pair => pair.Key)),
    };

    private static string Decisions(Ledger ledger) => Printout.Of(
        ledger.Declarations.Values.Select(declaration => Assessment.Assess(declaration, ledger.Standing, Today)));
}

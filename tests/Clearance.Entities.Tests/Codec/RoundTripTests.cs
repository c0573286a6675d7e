namespace Clearance.Entities.Tests.Codec;

public sealed class RoundTripTests
{
    private const int Histories = 400;

    [Fact]
    public void Every_record_of_random_ledgers_comes_back_as_it_was()
    {
        var records = 0;
        for (var seed = 0; seed < Histories; seed++)
        {
            var history = new RandomHistory(seed);
            history.Run(60);
            foreach (var ledger in history.Ledgers.Values)
            {
                foreach (var declaration in ledger.Declarations.Values)
                {
                    Same(declaration, LedgerCodec.DecodeDeclaration(LedgerCodec.Encode(declaration), ledger.Taxpayer));
                    records++;
                }
            }
        }

        records.ShouldBeGreaterThan(1000);
    }

    private static void Same<T>(T expected, T actual) => Printout.Of(actual).ShouldBe(Printout.Of(expected));
}

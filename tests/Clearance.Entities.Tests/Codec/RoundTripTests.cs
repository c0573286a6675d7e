using Clearance.Domain;

namespace Clearance.Entities.Tests.Codec;

public sealed class RoundTripTests
{
    private const int RecordsWanted = 10_000;

    [Fact]
    public void Ten_thousand_records_of_random_ledgers_come_back_as_they_were()
    {
        var kinds = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var seed = 1000; kinds.Values.Sum() < RecordsWanted; seed++)
        {
            var history = new RandomHistory(seed);
            history.Run(80);
            foreach (var record in Record.AllOf(history))
            {
                record.Decoded(record.Bytes).ShouldBe(Printout.Of(record.Value));
                kinds[record.Kind] = kinds.GetValueOrDefault(record.Kind) + 1;
            }
        }

        kinds.Keys.ShouldBe(Record.Kinds, ignoreOrder: true);
        kinds.Values.ShouldAllBe(count => count > 50);
    }

    [Fact]
    public void Extremes_come_back_as_they_were()
    {
        foreach (var record in Samples.All.Concat(Samples.Extremes))
        {
            record.Decoded(record.Bytes).ShouldBe(Printout.Of(record.Value), record.Name);
        }
    }

    [Fact]
    public void A_record_is_encoded_the_same_after_it_was_decoded()
    {
        var history = new RandomHistory(17);
        history.Run(200);
        foreach (var ledger in history.Ledgers.Values)
        {
            foreach (var declaration in ledger.Declarations.Values)
            {
                var bytes = LedgerCodec.Encode(declaration);
                LedgerCodec.Encode(LedgerCodec.DecodeDeclaration(bytes, ledger.Taxpayer)).ShouldBe(bytes);
            }
        }
    }

    [Fact]
    public void Decoding_again_shares_the_short_texts()
    {
        var bytes = LedgerCodec.Encode(Samples.OneLine());
        var one = LedgerCodec.DecodeDeclaration(bytes, Samples.Owner).Registration;
        var two = LedgerCodec.DecodeDeclaration(bytes, Samples.Owner).Registration;

        ReferenceEquals(one.Office.Value, two.Office.Value).ShouldBeTrue();
        ReferenceEquals(one.Procedure, two.Procedure).ShouldBeTrue();
    }

    [Fact]
    public void A_standing_row_leaves_debts_letters_and_version_to_the_loader()
    {
        var standing = LedgerCodec.DecodeStanding(LedgerCodec.Encode(Standing.Empty with { Version = 9 }));

        standing.Version.ShouldBe(0);
        Printout.Of(standing).ShouldBe(Printout.Of(Standing.Empty));
    }
}

using static Clearance.Testing.Events.TestEvents;

namespace Clearance.Domain.Tests.Suspense;

/// <summary>Which declaration a stray row was probably meant for.</summary>
public sealed class SuspenseRankingTests
{
    private static readonly Instant Day = At("2026-11-02T09:00:00+07:00");

    // The sequence 50000001 has the check digit 2: the number is 10500000012.
    [Theory]
    [InlineData("10500000012", 0)]
    [InlineData("105000000120", 0)]
    [InlineData("10-5000 0001-20", 0)]
    [InlineData("10500000010", 1)]
    [InlineData("1050000012", 1)]
    [InlineData("105000000121", 1)]
    [InlineData("15000000012", 1)]
    [InlineData("01500000012", 1)]
    [InlineData("105000001020", 1)]
    [InlineData("20600000012", 2)]
    [InlineData("999", 11)]
    public void A_digit_wrong_missing_too_much_or_swapped_is_one_slip(string keyed, int slips) =>
        MisKeyed.Distance(keyed, Key(1), 0).ShouldBe(slips);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("HAIPHONG")]
    [InlineData("10500000011050000001")]
    public void What_has_no_digits_or_too_many_is_compared_with_nothing(string? keyed)
    {
        MisKeyed.Distance(keyed, Key(1), 0).ShouldBeNull();
        MisKeyed.OneSlipAway(keyed).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("10500000012")]
    [InlineData("10500000010")]
    [InlineData("1050000012")]
    [InlineData("01500000012")]
    [InlineData("1050000000120")]
    public void The_declaration_meant_is_among_those_one_slip_away(string keyed)
    {
        MisKeyed.OneSlipAway(keyed).ShouldContain(Key(1));
        MisKeyed.OneSlipAway(keyed).ShouldAllBe(key => MisKeyed.Distance(keyed, key, 0) <= 2);
    }

    [Fact]
    public void The_nearer_number_goes_first_then_the_amount_and_at_most_ten_are_named()
    {
        var declarations = Enumerable.Range(1, 40).Select(n => Declared(n, Importer, 5_000_000)).ToList();
        declarations.Add(Declared(800, Importer, 1_000_000));
        var ranked = SuspenseRanking.Rank(Row("10500000012", 1_000_000), Importer, declarations);

        ranked.Length.ShouldBe(10);
        ranked[0].Declaration.Key.ShouldBe(Key(1));
        ranked.Select(it => it.Score).ShouldBe(ranked.Select(it => it.Score).OrderDescending());
        ranked.ShouldContain(it => it.Declaration.Key == Key(800), "its amount is exactly that");
    }

    [Fact]
    public void A_score_is_the_sum_of_its_parts()
    {
        var best = SuspenseRanking.Rank(Row("10500000010", 1_000_000), Importer, [Declared(1, Importer, 1_000_000)]).ShouldHaveSingleItem();

        best.Parts.Select(part => (part.Evidence, part.Points)).ShouldBe(
        [
            (CandidateEvidence.Number, 45), (CandidateEvidence.Amount, 30), (CandidateEvidence.Line, 10),
            (CandidateEvidence.Taxpayer, 10), (CandidateEvidence.Age, 10),
        ]);
        (best.Score, best.Distance, best.Line.Line.Key, best.Line.Outstanding).ShouldBe((105, 1, Duty, 1_000_000));
    }

    [Fact]
    public void Who_paid_and_when_decides_between_like_ones_then_the_older_registration()
    {
        var own = Declared(1, Importer, 1_000_000);
        var others = Declared(3, Other, 1_000_000);
        var old = own with
        {
            Key = Key(2),
            Registration = own.Registration with { RegisteredAt = At("2026-09-02T09:00:00+07:00") },
        };
        var ranked = SuspenseRanking.Rank(Row(null, 1_000_000), Importer, [others, old, own]);

        ranked.Select(it => it.Declaration.Key).ShouldBe([Key(1), Key(2), Key(3)]);
    }

    [Fact]
    public void Neither_number_nor_amount_is_no_candidate_and_a_cancelled_declaration_is_none()
    {
        var like = Declared(1, Importer, 1_000_000);
        var cancelled = (like with { Facts = DeclarationFacts.None with { CancellationReceived = true } }).Recomputed();

        SuspenseRanking.Rank(Row("999", 2), Importer, [like]).ShouldBeEmpty();
        SuspenseRanking.Rank(Row("10500000012", 1_000_000), Importer, [cancelled]).ShouldBeEmpty();
    }

    [Fact]
    public void The_line_that_misses_the_amount_is_offered_before_the_one_that_is_named()
    {
        var e = Registered(1, Importer) with
        {
            Lines = [new Line(new LineKey(1702, Account.Budget), LineKind.Tax, 700), new Line(Duty, LineKind.Tax, 900)],
        };
        var declaration = Declaration.Registered(e);

        SuspenseRanking.Rank(Row("10500000012", 700), Importer, [declaration])[0].Line.Line.Key.Code.ShouldBe((ushort)1702);
        SuspenseRanking.Rank(Row("10500000012", 5), Importer, [declaration])[0].Line.Line.Key.ShouldBe(Duty);
    }

    private static Declaration Declared(int n, TaxpayerId owner, long duty) => Declaration.Registered(Registered(n, owner, duty));

    private static StrayRow Row(string? keyed, long amount) => new(new RowRef("BIDV:P", 1), keyed, Duty, amount, Day, null);
}

using Clearance.Domain;
using Clearance.Entities;
using Clearance.Testing.Events;

namespace Clearance.Silo.Tests.Http;

/// <summary>Answers that are kept are those that would be made anew.</summary>
public sealed class EligibilityAnswersTests
{
    private static readonly DateOnly Day = new(2026, 11, 2);

    private readonly EligibilityAnswers answers = new();

    [Fact]
    public void Who_asks_again_before_anything_changed_gets_the_answer_that_was_made()
    {
        var first = answers.Of(TestEvents.Key(1), Root(1), Day).ShouldNotBeNull();

        answers.Of(TestEvents.Key(1), Root(1), Day).ShouldBeSameAs(first);
        first.ShouldBe(Anew(1, Root(1), Day));
    }

    [Fact]
    public void An_answer_is_of_one_version_of_the_ledger_one_date_and_a_ledger_that_is_not_stopped()
    {
        var open = Root(1);
        var paid = Root(1, paid: true) with { Version = open.Version + 1 };
        (LedgerRoot Root, DateOnly On)[] asked =
        [
            (open, Day), (paid, Day), (paid, Day.AddDays(400)), (paid with { IsParked = true }, Day), (open, Day), (paid, Day),
        ];

        foreach (var (root, on) in asked)
        {
            answers.Of(TestEvents.Key(1), root, on).ShouldBe(Anew(1, root, on));
        }

        asked.Select(it => Convert.ToHexString(Anew(1, it.Root, it.On))).Distinct().Count().ShouldBe(4);
    }

    [Fact]
    public void Many_declarations_share_the_places_and_each_gets_its_own_answer()
    {
        const int many = 60_000;
        var kept = 0;
        for (var n = 0; n < many; n++)
        {
            answers.Of(TestEvents.Key(n), Root(n), Day).ShouldBe(Anew(n, Root(n), Day));
        }

        for (var n = many - 1; n >= 0; n--)
        {
            var one = answers.Of(TestEvents.Key(n), Root(n), Day);
            kept += ReferenceEquals(one, answers.Of(TestEvents.Key(n), Root(n), Day)) ? 1 : 0;
        }

        kept.ShouldBe(many);
    }

    [Theory]
    [MemberData(nameof(OfEveryKind))]
    public void A_declaration_of_any_kind_and_number_has_a_place(string digits)
    {
        DeclarationKey.TryParse(digits, out var key).ShouldBeTrue();
        var registered = TestEvents.Registered(1, TestEvents.Importer) with { Number = new DeclarationNumber(key, 0) };
        var root = new LedgerRoot(Ledger.Empty(TestEvents.Importer).Loaded(Declaration.Registered(registered)), 1, false);

        var first = answers.Of(key, root, Day).ShouldNotBeNull();

        first.ShouldBe(DecisionJson.ToUtf8Bytes(root.TryDecide(key, Day)!));
        answers.Of(key, root, Day).ShouldBeSameAs(first);
    }

    /// <summary>The first and last numbers of each kind, and those around its middle.</summary>
    public static TheoryData<string> OfEveryKind() =>
        [.. from kind in (int[])[10, 11, 30, 31]
            from sequence in (int[])[0, 1, 49_999_999, 50_000_000, 75_000_000, 99_999_999]
            select $"{kind}{sequence:D8}{sequence % 7}"];

    [Fact]
    public void A_declaration_that_is_not_in_memory_has_no_answer_here() =>
        answers.Of(TestEvents.Key(2), Root(1), Day).ShouldBeNull();

    private static byte[] Anew(int n, LedgerRoot root, DateOnly on) => DecisionJson.ToUtf8Bytes(root.TryDecide(TestEvents.Key(n), on)!);

    /// <summary>A ledger with one declaration.</summary>
    private static LedgerRoot Root(int n, bool paid = false)
    {
        var declaration = Declaration.Registered(TestEvents.Registered(n, TestEvents.Importer));
        if (paid)
        {
            declaration = declaration.With(new Piece(
                new RowRef("BIDV:1", 1), PieceKind.Row, TestEvents.Duty, 1_000_000, TestEvents.At("2026-11-02T09:00:00+07:00")));
        }

        return new LedgerRoot(Ledger.Empty(TestEvents.Importer).Loaded(declaration), 1, false);
    }
}

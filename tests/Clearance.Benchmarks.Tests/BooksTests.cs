using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Benchmarks.Tests;

/// <summary>The ledgers that operations begin from are what they are said to be.</summary>
public sealed class BooksTests
{
    private readonly Books _books = new(50);

    [Fact]
    public void All_declarations_but_the_last_eight_are_paid() =>
        _books.Keys.Select(key => Decide(_books.Ledger, key))
            .ShouldBe([.. Enumerable.Repeat(Outcome.Clear, 42), .. Enumerable.Repeat(Outcome.Hold, Books.UnpaidCount)]);

    [Fact]
    public void One_payment_pays_the_last_eight()
    {
        var applied = _books.Ledger.Apply(_books.PaymentOfAll, _books.Around());

        applied.Declarations.ShouldBe(_books.Keys.TakeLast(Books.UnpaidCount).Order());
        _books.Keys.ShouldAllBe(key => Decide(applied.Ledger, key) == Outcome.Clear);
    }

    [Fact]
    public void A_registration_becomes_a_unit_with_all_its_rows()
    {
        var unit = _books.Commit(Books.Waiting(_books.Registration));

        unit.Ledger!.Rows.Select(static row => row.Key.Kind).ShouldBe([LedgerRowKind.Declaration]);
        (unit.Identities.Count, unit.Events.Count, unit.Journal.Count, unit.DeadLetters.Count).ShouldBe((1, 1, 1, 0));
    }

    [Fact]
    public void A_payment_becomes_a_unit_with_all_its_rows()
    {
        var unit = _books.Commit(Books.Waiting(_books.Payment));

        unit.Ledger!.Rows.Select(static row => row.Key.Kind).ShouldBe([LedgerRowKind.Declaration, LedgerRowKind.Payment]);
        (unit.Identities.Count, unit.Events.Count, unit.Journal.Count, unit.DeadLetters.Count).ShouldBe((0, 1, 1, 0));
    }

    [Fact]
    public void An_operation_leaves_the_ledger_as_it_was()
    {
        var before = _books.Ledger;
        var first = _books.Commit(Books.Waiting(_books.Payment));
        var again = _books.Commit(Books.Waiting(_books.Payment));

        _books.Ledger.ShouldBeSameAs(before);
        again.Ledger!.Head.ShouldBe(first.Ledger!.Head);
        again.Journal.Single().Body.ShouldBe(first.Journal.Single().Body);
    }

    [Fact]
    public void The_parts_of_a_commit_are_those_of_the_whole()
    {
        var whole = _books.Commit(Books.Waiting(_books.Payment)).Ledger!;
        var part = _books.Write(_books.Ledger.Apply(_books.Payment.Event, _books.Around()));

        (part.Taxpayer, part.ExpectedVersion, part.NewVersion).ShouldBe((whole.Taxpayer, whole.ExpectedVersion, whole.NewVersion));
        part.Rows.Select(static row => row.Key).ShouldBe(whole.Rows.Select(static row => row.Key));
        part.Rows.Single(static row => row.Key.Kind == LedgerRowKind.Payment).Body
            .ShouldBe(whole.Rows.Single(static row => row.Key.Kind == LedgerRowKind.Payment).Body);
    }

    private static Outcome Decide(Ledger ledger, DeclarationKey key) =>
        Assessment.Assess(ledger.Declarations[key], ledger.Standing, StillTime.Today).Outcome;
}

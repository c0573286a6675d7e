using Clearance.Domain;

namespace Clearance.Entities.Tests.Codec;

public sealed class LedgerLoaderTests
{
    private static readonly EntityLimits Limits = new();
    private static readonly DateOnly Today = new(2026, 8, 20);

    [Fact]
    public void A_ledger_loaded_from_its_rows_is_the_ledger_that_wrote_them()
    {
        var (left, waiting, debts, parked) = (0, 0, 0, 0);
        for (var seed = 0; seed < 100; seed++)
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
                debts += loaded.Standing.Debts.Count;
                parked += loaded.Parked.Count;
            }
        }

        new[] { left, waiting, debts, parked }.ShouldAllBe(seen => seen > 0);
    }

    [Fact]
    public void Who_holds_some_of_a_letter_and_wants_more_is_listed_so()
    {
        var history = new RandomHistory(0);
        var (letter, key) = (RandomEvents.LetterOf("0001"), RandomEvents.Key(1));
        history.Apply(RandomEvents.GeneralLetter(letter, 150));
        history.Apply(RandomEvents.CoveredBy(letter, key, 100));
        history.Apply(RandomEvents.CoveredBy(letter, RandomEvents.Key(2), 100));
        history.Apply(RandomEvents.CoveredBy(RandomEvents.LetterOf("0002"), RandomEvents.Key(3), 100));
        history.Apply(RandomEvents.ClearedAt(key));
        history.Apply(RandomEvents.AssessedAt(key, 200));
        var ledger = history.Ledgers[RandomEvents.Taxpayer(1)];

        var (loaded, _) = LedgerLoader.Load(Stored.Of(ledger, Today, Limits));

        var letters = loaded.Standing.Guarantees;
        letters[letter].Growing.Select(entry => entry.Key).ShouldBe([key]);
        letters[letter].Waiting.Select(entry => entry.Key).ShouldBe([RandomEvents.Key(2)]);
        letters[RandomEvents.LetterOf("0002")].Waiting.Select(entry => entry.Key).ShouldBe([RandomEvents.Key(3)]);
        letters[RandomEvents.LetterOf("0002")].Letter.ShouldBeNull();
        Printout.Of(loaded).ShouldBe(Printout.Of(ledger));
    }

    [Fact]
    public void A_letter_named_but_without_a_row_is_listed_all_the_same()
    {
        var history = new RandomHistory(0);
        history.Apply(RandomEvents.CoveredBy(RandomEvents.LetterOf("0001"), RandomEvents.Key(1), 100));
        var ledger = history.Ledgers[RandomEvents.Taxpayer(1)];
        var record = Stored.Of(ledger, Today, Limits);

        var rows = record.Rows.Where(row => row.Key.Kind != LedgerRowKind.Guarantee);
        var (loaded, _) = LedgerLoader.Load(record with { Rows = [.. rows] });

        Printout.Of(loaded).ShouldBe(Printout.Of(ledger));
    }

    [Fact]
    public void A_row_newer_than_the_head_is_a_conflict()
    {
        var record = Small();
        Should.Throw<StateConflictException>(() => LedgerLoader.Load(record with { Version = Stored.Version - 1 }));
    }

    [Fact]
    public void A_ledger_that_does_not_add_up_is_refused()
    {
        var record = Small();
        var head = new LedgerHead { Totals = new LedgerTotals { Suspense = 1 } };
        Refused(record with { Head = LedgerCodec.Encode(head) }).ShouldContain("do not add up");
        Refused(record with { Rows = [.. record.Rows, record.Rows[0] with { Key = LedgerRowKeys.Payment("other") }] })
            .ShouldContain("Payment other");
        Refused(record with { Rows = [.. record.Rows, .. record.Rows] }).ShouldContain("comes twice");

        var letters = record.Rows.Where(row => row.Key.Kind != LedgerRowKind.Guarantee).ToList();
        Refused(record with { Rows = letters }).ShouldContain("which is not there");
        var free = new Guarantee { Reference = RandomEvents.LetterOf("0001") };
        Refused(record with { Rows = [.. letters, new LedgerRow(LedgerRowKeys.Guarantee(free.Reference), 1, LedgerCodec.Encode(free))] })
            .ShouldContain("đồng reserved");
    }

    private static string Refused(LedgerRecord record) =>
        Should.Throw<CorruptRecordException>(() => LedgerLoader.Load(record)).Message;

    /// <summary>A ledger with a declaration that holds all it wants.</summary>
    private static LedgerRecord Small()
    {
        var history = new RandomHistory(0);
        history.Apply(RandomEvents.GeneralLetter(RandomEvents.LetterOf("0001"), 150));
        history.Apply(RandomEvents.CoveredBy(RandomEvents.LetterOf("0001"), RandomEvents.Key(1), 100));
        return Stored.Of(history.Ledgers[RandomEvents.Taxpayer(1)], Today, Limits);
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

using FsCheck;
using FsCheck.Fluent;

namespace Clearance.Storage.Tests;

/// <summary>
/// S21: whoever may rewrite journal, chains and ledgers as if it had always been so is not found by the journal, and is by a head that was
/// kept elsewhere, which says where to look.
/// </summary>
public sealed class KeptHeadTests
{
    private const int LanesMax = 3;
    private const int Declarations = 5;

    private static readonly Arbitrary<int> Seeds = Arb.From(Gen.Choose(0, int.MaxValue - 1));

    [Fact]
    public void A_head_holds_for_ever_however_the_journal_grows() => Prop.ForAll(Seeds, static seed =>
    {
        var random = new Random(seed);
        var (lanes, decisions) = Any(random);
        var journal = new RewritableJournal(decisions);
        var heads = Enumerable.Range(0, 4)
            .Select(n => journal.Head($"{n}", [.. Enumerable.Range(0, lanes).Select(lane => random.Next(journal.Count(lane) + 1))])).ToArray();
        var report = Now(journal.Check(heads));
        (report.IsWhole, report.IsAsKept).ShouldBe((true, true), string.Join(' ', report.Faults));
        report.Kept.Select(static head => head.Name).ShouldBe(["0", "1", "2", "3"]);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_past_that_was_rewritten_is_found_in_its_lane_and_the_range_that_is_named_has_its_first_entry() => Prop.ForAll(Seeds, static seed =>
    {
        var random = new Random(seed);
        var (lanes, decisions) = Any(random);
        var before = new RewritableJournal(decisions);
        var sizes = Enumerable.Range(0, lanes).Select(lane => random.Next(before.Count(lane) + 1)).ToArray();
        var shorter = Array.ConvertAll(sizes, size => random.Next(size + 1));
        var after = new RewritableJournal(Rewritten(decisions, lanes, random));

        var report = Now(after.Check(before.Head("long", sizes), before.Head("short", shorter)));

        report.IsWhole.ShouldBeTrue("nothing of the journal itself speaks against it");
        ShouldName(report.Kept[0], before, after, sizes);
        ShouldName(report.Kept[1], before, after, shorter);
        report.IsAsKept.ShouldBe(report.Kept.All(static head => head.Faults.Count == 0));
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("one decision says something else", "8+1", "The first entry that is not the one that was there is at one of the positions 1 to 8.")]
    [InlineData("the last is another", "9", "The entry at position 9 is not the one that was there.")]
    [InlineData("the last is gone", "10", "It had 10 entries and has 9: some are missing.")]
    [InlineData("two of different declarations are swapped", "10", "The first entry that is not the one that was there is at one of the positions 1 to 8.")]
    [InlineData("one more in the middle", "10", "The first entry that is not the one that was there is at one of the positions 1 to 8.")]
    public void Each_way_to_rewrite_has_its_sentence(string way, string head, string said)
    {
        List<Written> decisions = [.. Enumerable.Range(0, 10).Select(static i => new Written(0, i % 3, i))];
        var before = new RewritableJournal(decisions);
        switch (way)
        {
            case "one decision says something else":
                decisions[2] = decisions[2] with { Content = 99 };
                break;
            case "the last is another":
                decisions[8] = decisions[8] with { Content = 99 };
                break;
            case "the last is gone":
                decisions.RemoveAt(9);
                break;
            case "two of different declarations are swapped":
                (decisions[3], decisions[4]) = (decisions[4], decisions[3]);
                break;
            default:
                decisions.Insert(5, new Written(0, 4, 0));
                break;
        }

        var size = head.Split('+').Sum(int.Parse);
        var report = Now(new RewritableJournal(decisions).Check(before.Head("kept", size)));

        report.IsWhole.ShouldBeTrue();
        report.Kept.ShouldHaveSingleItem().Faults.ShouldHaveSingleItem().Why.ShouldBe(said);
    }

    [Fact]
    public void Other_heads_narrow_where_one_fails()
    {
        List<Written> decisions = [.. Enumerable.Range(0, 64).Select(static i => new Written(0, i % 3, i))];
        var before = new RewritableJournal(decisions);
        decisions[41] = decisions[41] with { Content = 99 };
        var after = new RewritableJournal(decisions);

        var kept = Now(after.Check(before.Head("64", 64), before.Head("40", 40), before.Head("44", 44))).Kept;

        kept.Select(static head => head.Holds).ShouldBe([false, true, false]);
        kept.SelectMany(static head => head.Faults).Select(static fault => (fault.From, fault.Through)).ShouldBe([(41, 44), (41, 44)]);
    }

    [Fact]
    public void A_head_of_another_journal_is_said_to_be_one_and_where_names_may_not_be_read_it_differs()
    {
        var here = new RewritableJournal([new(0, 1, 1), new(0, 2, 1)]);
        var other = new RewritableJournal([new(0, 3, 1), new(0, 4, 1)]).Head("other", 2) with { Journal = "k" };
        Now(here.Check(here.Head("own", 2), other)).Kept.Select(static head => head.Faults.Select(static fault => fault.Why).SingleOrDefault())
            .ShouldBe([null, "It is of another journal: not of this store, nor of one that this was restored from."]);

        var nameless = new RewritableJournal([new(0, 1, 1), new(0, 2, 1)], name: null);
        Now(nameless.Check(here.Head("own", 2), other)).Kept.Select(static head => head.Holds).ShouldBe([true, false]);
        Now(nameless.Check(other with { Lanes = [new KeptLane(7, 1, other.Lanes[0].Peaks)] })).IsAsKept.ShouldBeFalse("a lane that is not there");
    }

    [Fact]
    public void Behind_a_gap_nothing_is_taken_for_what_it_was()
    {
        var journal = new RewritableJournal(Enumerable.Range(0, 10).Select(static i => new Written(0, i % 3, i)));
        var heads = new[] { journal.Head("4", 4), journal.Head("9", 9) };
        journal.Lose(0, 6);

        var report = Now(journal.Check(heads));

        (report.IsWhole, report.Kept[0].Holds).ShouldBe((false, true));
        report.Kept[1].Faults.ShouldHaveSingleItem().ShouldBe(
            new KeptHeadFault(0, 1, 9, "The rows up to position 5 can be compared, and not those behind it."));
    }

    private static void ShouldName(KeptHeadResult head, RewritableJournal before, RewritableJournal after, int[] sizes)
    {
        var differing = new List<int>();
        for (var lane = 0; lane < sizes.Length; lane++)
        {
            var first = Enumerable.Range(1, sizes[lane]).FirstOrDefault(position =>
                position > after.Count(lane) || !before.Hash(lane, position).AsSpan().SequenceEqual(after.Hash(lane, position)));
            if (first > 0)
            {
                differing.Add(lane);
                var fault = head.Faults.Single(fault => fault.Lane == lane);
                first.ShouldBeInRange((int)fault.From, (int)fault.Through, $"{fault}");
            }
        }

        head.Faults.Select(static fault => fault.Lane).ShouldBe(differing);
    }

    private static (int Lanes, List<Written> Decisions) Any(Random random)
    {
        var lanes = random.Next(1, LanesMax + 1);
        return (lanes, [.. Enumerable.Range(0, random.Next(1, 80)).Select(_ => AnyOne(random, lanes))]);
    }

    private static Written AnyOne(Random random, int lanes) => new(random.Next(lanes), random.Next(Declarations), random.Next());

    /// <summary>The same with something else in its past, and maybe growth after it.</summary>
    private static List<Written> Rewritten(List<Written> decisions, int lanes, Random random)
    {
        List<Written> other = [.. decisions];
        var at = random.Next(other.Count);
        switch (random.Next(5))
        {
            case 0:
                other[at] = other[at] with { Content = random.Next() };
                break;
            case 1:
                other.RemoveAt(at);
                break;
            case 2:
                other.Insert(at, AnyOne(random, lanes));
                break;
            case 3:
                other.RemoveRange(at, other.Count - at);
                break;
            default:
                (other[at], other[^1]) = (other[^1], other[at]);
                break;
        }

        other.AddRange(Enumerable.Range(0, random.Next(4)).Select(_ => AnyOne(random, lanes)));
        return other;
    }

    /// <summary>What is in memory is there at once.</summary>
    private static JournalReport Now(Task<JournalReport> report)
    {
        report.IsCompleted.ShouldBeTrue();
        return report.GetAwaiter().GetResult();
    }
}

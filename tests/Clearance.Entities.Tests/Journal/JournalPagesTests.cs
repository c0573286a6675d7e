using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Clearance.Domain;
using Clearance.Testing.Stores;

namespace Clearance.Entities.Tests.Journal;

/// <summary>Lanes read side by side: each declaration in order, from any cursor, each entry once.</summary>
public sealed class JournalPagesTests
{
    private static readonly byte[] Secret = [.. Enumerable.Range(0, 32).Select(static i => (byte)i)];

    [Fact]
    public void Whatever_was_read_of_each_lane_a_declarations_entries_come_in_order_and_each_once()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var count = random.Next(1, 5);
            var commits = Commits(random, count);
            var lanes = Enumerable.Range(0, count).Select(lane => commits.FindAll(record => record.Lane == lane)).ToList();
            var (cursor, read) = (JournalCursor.Start, new List<JournalRecord>());
            for (var turns = 0; read.Count < lanes.Sum(static lane => lane.Count) && turns < 10_000; turns++)
            {
                var page = JournalPages.Merge(
                    cursor,
                    [.. lanes.Select((lane, n) => lane.Skip((int)cursor.In(n).Position).Take(random.Next(1, 5)).ToList())],
                    random.Next(1, 7));
                read.AddRange(page.Entries);
                cursor = page.Next;
            }

            read.Count.ShouldBe(lanes.Sum(static lane => lane.Count), $"seed {seed}: an entry waits for one that never comes");
            ShouldBeInOrder(read, seed);
        }
    }

    [Fact]
    public async Task While_others_commit_all_is_read_in_order()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var lanes = random.Next(1, 5);
            var commits = Commits(random, lanes);
            var store = new GrowingJournal(commits, lanes, random) { PerReadMax = 3 };
            var (cursor, read) = (JournalCursor.Start, new List<JournalRecord>());
            for (var turns = 0; read.Count < commits.Count && turns < 10_000; turns++)
            {
                var page = await JournalPages.Read(store, cursor, random.Next(1, 9), default);
                read.AddRange(page.Entries);
                cursor = page.Next;
            }

            read.Count.ShouldBe(commits.Count, $"seed {seed}");
            ShouldBeInOrder(read, seed);
        }
    }

    [Fact]
    public async Task The_end_has_passed_all_that_was_there_and_whatever_an_entry_follows_that_it_has_passed()
    {
        for (var seed = 0; seed < 1000; seed++)
        {
            var random = new Random(seed);
            var lanes = random.Next(1, 5);
            var commits = Commits(random, lanes);
            var before = random.Next(commits.Count + 1);
            var store = new GrowingJournal(commits, lanes, random) { PerReadMax = 2, Committed = before };

            var end = await JournalPages.End(store, default);

            commits.Take(before).ShouldAllBe(record => end.HasPassed(At(record)), $"seed {seed}");
            commits.Where(record => end.HasPassed(At(record))).ShouldAllBe(
                record => record.After == null || end.HasPassed(record.After.Value), $"seed {seed}");
        }
    }

    [Fact]
    public void A_cursor_is_read_back_and_every_letter_of_it_matters()
    {
        var cursor = JournalCursor.Start.With(0, new JournalMark(1_000_000, 7)).With(3, new JournalMark(5, uint.MaxValue));
        var text = cursor.ToText(Secret);

        JournalCursor.TryRead(text, Secret, out var read).ShouldBeTrue();
        Enumerable.Range(0, 5).Select(read.In).ShouldBe(Enumerable.Range(0, 5).Select(cursor.In));
        text.ShouldAllBe(static c => char.IsAsciiLetterOrDigit(c) || c == '-' || c == '_');
        for (var i = 0; i < text.Length; i++)
        {
            JournalCursor.TryRead($"{text[..i]}{(text[i] == 'A' ? 'B' : 'A')}{text[(i + 1)..]}", Secret, out _).ShouldBeFalse($"letter {i}");
            JournalCursor.TryRead(text.AsSpan(0, i), Secret, out _).ShouldBeFalse($"the first {i} letters");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("journal")]
    [InlineData("AQ==")]
    [InlineData("*")]
    public void What_is_no_cursor_is_none(string text) => JournalCursor.TryRead(text, Secret, out _).ShouldBeFalse();

    [Fact]
    public void A_cursor_of_another_store_is_none() =>
        JournalCursor.TryRead(JournalCursor.Start.ToText(Secret), SHA256.HashData(Secret), out _).ShouldBeFalse();

    [Fact]
    public void The_longest_cursor_is_within_its_limit()
    {
        var cursor = JournalCursor.Start.With(31, new JournalMark(long.MaxValue, 1));

        cursor.ToText(Secret).Length.ShouldBeLessThanOrEqualTo(JournalCursor.TextLengthMax);
        JournalCursor.TryRead(cursor.ToText(Secret), Secret, out var read).ShouldBeTrue();
        read.In(31).Position.ShouldBe(long.MaxValue);
    }

    [Fact]
    public async Task From_every_cursor_of_a_store_the_rest_follows_and_its_end_has_passed_all()
    {
        var store = await Stored(57);
        var (cursors, entries) = (new List<JournalCursor> { JournalCursor.Start }, new List<JournalRecord>());
        while (await JournalPages.Read(store, cursors[^1], 1, default) is { Entries: [var entry] } page)
        {
            entries.Add(entry);
            cursors.Add(page.Next);
        }

        entries.Select(static record => record.Position).ShouldBe(Enumerable.Range(1, 57).Select(static n => (long)n));
        for (var i = 0; i < cursors.Count; i++)
        {
            var rest = await JournalPages.Read(store, cursors[i], 100, default);
            rest.Entries.Select(static record => record.Position).ShouldBe(entries.Skip(i).Select(static record => record.Position));
        }

        (await JournalPages.End(store, default)).In(0).ShouldBe(JournalMark.Of(entries[^1]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(100)]
    public async Task The_end_is_found_however_long_the_journal_is(int entries) =>
        (await JournalPages.End(await Stored(entries), default)).In(0).Position.ShouldBe(entries);

    [Fact]
    public async Task A_cursor_beyond_the_journal_or_of_another_entry_is_refused()
    {
        var store = await Stored(3);
        var end = await JournalPages.End(store, default);

        await Should.ThrowAsync<ForeignCursorException>(() => JournalPages.Read(store, end.With(0, new JournalMark(4, 0)), 1, default));
        await Should.ThrowAsync<ForeignCursorException>(
            () => JournalPages.Read(store, end.With(0, end.In(0) with { Tag = end.In(0).Tag ^ 1 }), 1, default));
    }

    private static async Task<InMemoryStore> Stored(int entries)
    {
        var store = new InMemoryStore();
        for (var n = 1; n <= entries; n++)
        {
            await store.Commit([new CommitUnit { Journal = [Entry(1, n)] }], default);
        }

        return store;
    }

    private static JournalAt At(JournalRecord record) => new(record.Lane, record.Position);

    private static void ShouldBeInOrder(List<JournalRecord> read, int seed)
    {
        foreach (var chain in read.GroupBy(static record => record.Entry.Declaration))
        {
            chain.Select(static record => record.Entry.Sequence)
                .ShouldBe(Enumerable.Range(1, chain.Count()).Select(static n => (long)n), $"seed {seed}, {chain.Key}");
        }
    }

    /// <summary>Entries of some declarations in the order of their commits, each in a lane by chance: who changes lanes names the entry before.</summary>
    private static List<JournalRecord> Commits(Random random, int lanes)
    {
        var (commits, positions) = (new List<JournalRecord>(), new long[lanes]);
        var last = new Dictionary<int, JournalRecord>();
        for (var n = random.Next(1, 60); n > 0; n--)
        {
            var (declaration, lane) = (random.Next(5), random.Next(lanes));
            var before = last.GetValueOrDefault(declaration);
            last[declaration] = new JournalRecord(++positions[lane], Entry(declaration, (before?.Entry.Sequence ?? 0) + 1))
            {
                Lane = lane,
                After = before is null || before.Lane == lane ? null : At(before),
            };
            commits.Add(last[declaration]);
        }

        return commits;
    }

    private static JournalWrite Entry(int declaration, long sequence)
    {
        DeclarationKey.TryFromValue(10_000_000_000 + (declaration * 10) + (declaration % 7), out var key).ShouldBeTrue();
        var body = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"n\":{sequence}}}"));
        return new JournalWrite(key, sequence, SHA256.HashData([.. body, (byte)declaration]), body);
    }
}

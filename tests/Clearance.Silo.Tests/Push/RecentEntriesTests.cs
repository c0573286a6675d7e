using System.Security.Cryptography;
using Clearance.Entities;
using Clearance.Testing.Events;
using Clearance.Testing.Stores;

namespace Clearance.Silo.Tests.Push;

/// <summary>The window that all followers share: whatever their pace, each has each entry once.</summary>
public sealed class RecentEntriesTests
{
    [Fact]
    public async Task Whatever_their_pace_and_wherever_they_begin_followers_have_each_entry_once_in_order()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var store = new InMemoryStore();
            await Append(store, 1, random.Next(20));
            var from = await JournalPages.End(store, default);
            var recent = new RecentEntries(from, random.Next(1, 12), random.Next(20, 400));
            var followers = Enumerable.Range(0, 4).Select(_ => new Follower(store, recent, random, random.Next(2) == 0 ? from : JournalCursor.Start)).ToList();
            var (last, windowed) = (from.In(0).Position, from);
            for (var turns = 0; turns < 40; turns++)
            {
                await Append(store, last + 1, random.Next(6));
                last = (await JournalPages.End(store, default)).In(0).Position;
                var page = await JournalPages.Read(store, windowed, 100, default);
                recent.Add(page.Entries);
                windowed = page.Next;
                await followers[random.Next(4)].TakeSome();
            }

            foreach (var follower in followers)
            {
                await follower.TakeAll();
                follower.Seen.ShouldBe(Range(follower.Began + 1, last), $"seed {seed}");
            }
        }
    }

    private static IEnumerable<long> Range(long first, long last)
    {
        for (var n = first; n <= last; n++)
        {
            yield return n;
        }
    }

    private static async Task Append(InMemoryStore store, long sequence, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var body = new byte[20];
            await store.Commit([new CommitUnit
            {
                Journal = [new JournalWrite(TestEvents.Key(1), sequence + i, SHA256.HashData(BitConverter.GetBytes(sequence + i)), body)],
            }], default);
        }
    }

    private sealed class Follower(InMemoryStore store, RecentEntries recent, Random random, JournalCursor cursor)
    {
        private readonly Subscription _subscription = new(recent, store, cursor);

        public long Began { get; } = cursor.In(0).Position;

        public List<long> Seen { get; } = [];

        public async Task<int> TakeSome()
        {
            var entries = await _subscription.Take(default);
            foreach (var entry in entries)
            {
                _subscription.Pass(entry);
                Seen.Add(entry.Record.Position);
            }

            return entries.Count + random.Next(1);
        }

        public async Task TakeAll()
        {
            while (await TakeSome() > 0)
            {
                // On to the end.
            }
        }
    }
}

using System.Text;
using Clearance.Entities;
using Clearance.Testing.Stores;

namespace Clearance.Storage.Tests;

/// <summary>Random commits against the plain store: what one answers and holds, the other must.</summary>
public abstract class StoreModelTests
{
    private const int Taxpayers = 6;
    private const int Keys = 12;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task The_store_does_what_the_plain_one_does(int seed)
    {
        var random = new Random(seed);
        await using var model = new InMemoryStore();
        var store = await Open(seed);
        try
        {
            for (var round = 0; round < 150; round++)
            {
                var units = Enumerable.Range(0, random.Next(1, 12)).Select(_ => AnyUnit(random)).ToArray();
                await Prepare(store, units);
                var expected = await model.Commit(units, default);
                (await store.Commit(units, default)).ShouldBe(expected, $"seed {seed}, round {round}");
                if (round % 50 == 49)
                {
                    await store.DisposeAsync();
                    store = await Open(seed);
                }

                if (round % 10 == 9)
                {
                    (await Print(store)).ShouldBe(await Print(model), $"seed {seed}, round {round}");
                }
            }
        }
        finally
        {
            await store.DisposeAsync();
        }
    }

    /// <summary>A unit whose statements are often so and often not, over few keys.</summary>
    internal static CommitUnit AnyUnit(Random random) => new()
    {
        Ledger = random.Next(4) == 0 ? null : AnyLedger(random),
        Identities = Some(random, 4, () => new IdentityWrite(
            Make.Declaration(random.Next(Keys)), random.Next(3), random.Next(2) == 0 ? null : Make.Taxpayer(1), Bytes(random))),
        Events = Some(random, 2, () => Make.Event(random.Next(400), (EventOutcome)random.Next(1, 4))),
        Answers = Some(random, 5, () => Make.Event(random.Next(400), EventOutcome.Rejected, Bytes(random))),
        Intents = Some(random, 5, () => Make.Intent($"k{random.Next(Keys)}")),
        Delivered = Some(random, 6, () => $"k{random.Next(Keys)}"),
        Journal = Some(random, 3, () => Make.Entry(random.Next(Keys), random.Next(1, 40))),
        Parked = Some(random, 9, () => Make.Parked($"h{random.Next(3)}")),
    };

    private static LedgerWrite AnyLedger(Random random)
    {
        // Versions run 0, 1, 2 … round a small circle: a guess is often right.
        var from = random.Next(4);
        return Make.Ledger(random.Next(1, Taxpayers), from).Ledger! with
        {
            NewVersion = from == 3 ? 1 : from + 1,
            NextChangeOn = random.Next(2) == 0 ? null : new DateOnly(2026, 1, random.Next(1, 28)),
            PassOpen = random.Next(5) == 0,
            Head = Bytes(random),
            Rows =
            [
                .. Some(random, 1, () => new LedgerRowWrite(
                    Make.Row(random.Next(Keys), (LedgerRowKind)random.Next(4)), random.Next(3) > 0, Bytes(random))),
            ],
        };
    }

    private static T[] Some<T>(Random random, int oneIn, Func<T> make) =>
        random.Next(oneIn) > 0 ? [] : [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => make())];

    private static byte[] Bytes(Random random)
    {
        var bytes = new byte[random.Next(3) == 0 ? random.Next(3_000) : random.Next(20)];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>Everything the contract lets one read, as text.</summary>
    internal static async Task<string> Print(IClearanceStore store, bool withLargest = true)
    {
        var text = new StringBuilder();
        LedgerRowKey[] rows =
        [
            .. from kind in Enumerable.Range(0, 4)
               from key in Enumerable.Range(0, Keys)
               select Make.Row(key, (LedgerRowKind)kind),
        ];
        for (var i = 1; i < Taxpayers; i++)
        {
            var ledger = await store.LoadLedger(Make.Taxpayer(i), default);
            text.Append($"ledger {i}: {ledger?.Version} {Hex(ledger?.Head)}\n").AppendJoin('\n', (ledger?.Rows ?? []).Select(Row));
            text.Append("\nall: ").AppendJoin('\n', (await store.LoadRows(Make.Taxpayer(i), rows, default)).Select(Row));
        }

        await PrintRest(store, text);
        text.AppendJoin('\n', withLargest ? await store.LargestLedgers(99, default) : []);
        return text.ToString();
    }

    private static async Task PrintRest(IClearanceStore store, StringBuilder text)
    {
        var identities = await store.LoadIdentities([.. Enumerable.Range(0, Keys).Select(Make.Declaration)], default);
        text.AppendJoin('\n', identities.Select(static it => $"identity {it?.Key} {it?.Version} {it?.Owner} {Hex(it?.Body)}"));
        var events = await store.FindEvents([.. Enumerable.Range(0, 400).Select(Make.Id)], default);
        text.AppendJoin('\n', events.Select(static it => $"event {it?.Id} {it?.Content} {it?.Outcome} {Hex(it?.Rejection)}"));
        text.AppendJoin('\n', (await store.PendingIntents(0, 99, default)).Select(static it => $"intent {it.Intent.Key}"));
        text.AppendJoin('\n', (await store.ReadJournal(0, 9_999, default)).Select(static it =>
            $"journal {it.Position} {it.Entry.Declaration} {it.Entry.Sequence}"));
        text.AppendJoin('\n', (await store.ReadJournal(Make.Declaration(3), 5, 10, default)).Select(static it => $"{it.Position}"));
        text.AppendJoin('\n', (await store.ParkedEvents(null, 99, default)).Select(static it => it.Home));
        text.AppendJoin('\n', await store.DueLedgers(new DateOnly(2026, 1, 14), null, 99, default));
    }

    private static string Row(LedgerRow row) => $"{row.Key} {row.Version} {Hex(row.Body)}";

    private static string Hex(byte[]? bytes) => bytes is null ? "-" : Convert.ToHexString(bytes);

    /// <summary>Does what the store demands before a commit.</summary>
    protected virtual Task Prepare(IClearanceStore store, IReadOnlyList<CommitUnit> units) => Task.CompletedTask;

    /// <summary>Opens the store: an empty one the first time, afterwards the same data.</summary>
    protected abstract Task<IClearanceStore> Open(int seed);
}

using System.Text;
using Clearance.Domain;
using Clearance.Entities;
using Clearance.Testing.Stores;

namespace Clearance.Storage.Tests;

/// <summary>Every write of a history of commits goes wrong in turn, in every way: each unit is there whole or not at all.</summary>
public sealed class RecordMishapTests
{
    private const int Groups = 7;

    [Theory]
    [InlineData(Mishap.DieBefore, 1)]
    [InlineData(Mishap.DieBefore, 2)]
    [InlineData(Mishap.DieAfter, 3)]
    [InlineData(Mishap.DieAfter, 4)]
    public async Task A_process_that_dies_leaves_whole_units_only(object mishap, int seed)
    {
        for (var write = 1; await Play(seed, write, (Mishap)mishap); write++)
        {
        }
    }

    [Theory]
    [InlineData(Mishap.Fail, 1)]
    [InlineData(Mishap.Fail, 2)]
    [InlineData(Mishap.LoseAnswer, 3)]
    [InlineData(Mishap.LoseAnswer, 4)]
    [InlineData(Mishap.ArriveLate, 5)]
    [InlineData(Mishap.ArriveLate, 6)]
    public async Task A_store_goes_on_after_a_write_that_failed_or_may_have(object mishap, int seed)
    {
        for (var write = 1; await Play(seed, write, (Mishap)mishap); write++)
        {
        }
    }

    /// <summary>Plays a history in which one write goes wrong; false when there are not so many writes.</summary>
    private static async Task<bool> Play(int seed, int write, Mishap mishap)
    {
        var told = $"seed {seed}, {mishap} at write {write}";
        var dies = mishap is Mishap.DieBefore or Mishap.DieAfter;
        var random = new Random(seed);
        var disk = new RecordDisk();
        var store = await disk.Open();
        disk.Arrange(write, mishap);
        var history = new List<CommitUnit>();
        var happened = false;
        for (var group = 0; group < Groups; group++)
        {
            var units = Enumerable.Range(0, random.Next(1, 4)).Select(i => AnyUnit(random, (group * 10) + i)).ToArray();
            var failed = await Commit(store, units, history, told);
            if (failed)
            {
                happened = true;
                store = dies ? await Reopen(disk, write) : store;
                history = await Matching(store, history, units, told);
            }
        }

        (await Settled(store)).ShouldBe(await Print(await Model(history)), told);
        await store.DisposeAsync();
        happened |= disk.HasHappened;
        disk.Arrange(0, default);
        (await Print(await disk.Open())).ShouldBe(await Print(await Model(history)), told);
        return happened;
    }

    private static async Task<bool> Commit(RecordStore store, CommitUnit[] units, List<CommitUnit> history, string told)
    {
        try
        {
            var expected = await (await Model(history)).Commit(units, default);
            (await store.Commit(units, default)).ShouldBe(expected, told);
            history.AddRange(units.Where((_, i) => expected[i] == CommitOutcome.Committed));
            return false;
        }
        catch (Exception failed) when (failed is CommitOutcomeUnknownException or StoreUnavailableException)
        {
            return true;
        }
    }

    /// <summary>The next process dies too, now and then, before it has finished what the last one left.</summary>
    private static async Task<RecordStore> Reopen(RecordDisk disk, int write)
    {
        for (var again = 1; again <= 3; again++)
        {
            disk.Arrange((write % 4) + again, write % 2 == 0 ? Mishap.DieBefore : Mishap.DieAfter);
            try
            {
                var store = await disk.Open();
                disk.Arrange(0, default);
                return store;
            }
            catch (StoreUnavailableException)
            {
                // It is opened once more.
            }
        }

        disk.Arrange(0, default);
        return await disk.Open();
    }

    /// <summary>The history with those units of the last group that are there: one such history must be what is stored.</summary>
    private static async Task<List<CommitUnit>> Matching(
        RecordStore store, List<CommitUnit> history, CommitUnit[] units, string told)
    {
        var stored = await Settled(store);
        for (var subset = 0; subset < 1 << units.Length; subset++)
        {
            var candidate = history.Concat(units.Where((_, i) => (subset & (1 << i)) != 0)).ToList();
            if (await TryModel(candidate) is { } model && await Print(model) == stored)
            {
                return candidate;
            }
        }

        stored.ShouldBe(await Print(await Model(history)), $"{told}: what is stored is no whole units");
        throw new InvalidOperationException("Not reached.");
    }

    /// <summary>What is stored; a write that arrives late may come to nothing while the store looks, and then it looks again.</summary>
    private static async Task<string> Settled(RecordStore store)
    {
        for (var tries = 3; ; tries--)
        {
            try
            {
                return await Print(store);
            }
            catch (StoreUnavailableException) when (tries > 0)
            {
                // As its callers would: again.
            }
        }
    }

    private static async Task<InMemoryStore> Model(List<CommitUnit> history) =>
        await TryModel(history) ?? throw new InvalidOperationException("A unit of the history conflicts.");

    private static async Task<InMemoryStore?> TryModel(List<CommitUnit> history)
    {
        var model = new InMemoryStore();
        foreach (var unit in history)
        {
            if ((await model.Commit([unit], default))[0] != CommitOutcome.Committed)
            {
                return null;
            }
        }

        return model;
    }

    private static CommitUnit AnyUnit(Random random, int number) => StoreModelTests.AnyUnit(random) with
    {
        DeadLetters = random.Next(4) == 0 ? [Make.Letter($"{number}")] : [],
        Positions = random.Next(4) == 0 ? [new InputPosition(EventStream.Payments, random.Next(2), random.Next(50), default)] : [],
        Published = random.Next(4) == 0 ? [new PublishedPosition(PublishedSource.Journal, 0, random.Next(50))] : [],
    };

    private static async Task<string> Print<T>(T store)
        where T : IClearanceStore, IPositionStore, IPublicationStore
    {
        var text = new StringBuilder(await StoreModelTests.Print(store, withLargest: false));
        text.AppendJoin('\n', await store.LoadPositions(default)).AppendJoin('\n', await store.LoadPublished(default));
        text.AppendJoin('\n', (await store.ReadDeadLetters(0, 0, 99, default)).Select(static it => $"{it.Sequence} {it.Letter.Code}"));
        return text.ToString();
    }
}

using Clearance.Entities;

namespace Clearance.Storage.Tests;

/// <summary>What only a store of single records does.</summary>
public sealed class RecordStoreTests
{
    private readonly RecordDisk _disk = new();

    [Fact]
    public async Task A_ledger_in_constant_use_costs_one_write_for_a_commit_and_nothing_for_being_found()
    {
        await using var store = await _disk.Open();
        await Must(store, Make.Ledger(1, 0));
        var before = _disk.Writes;
        for (var version = 1; version < 200; version++)
        {
            await Must(store, Make.Ledger(1, version));
        }

        (_disk.Writes - before).ShouldBe(199);
    }

    [Fact]
    public async Task Homes_leave_the_set_of_open_ones_and_those_with_messages_stay()
    {
        var store = await _disk.Open();
        await Must(store, Make.Ledger(5_000, 0) with { Intents = [Make.Intent("a", sender: 5_000)] });
        for (var i = 0; i < 3_000; i++)
        {
            await Must(store, Make.Ledger(i, 0));
        }

        // Nobody closed it: as after a crash.
        store = await _disk.Open();
        (await store.PendingIntents(0, 9, default)).ShouldHaveSingleItem().Intent.Sender.ShouldBe(Make.Taxpayer(5_000));
        _disk.Reads.ShouldBeLessThan(512 + 16 + (16 * 65) + 20);
        await store.DisposeAsync();

        store = await _disk.Open();
        _disk.Reads.ShouldBeLessThan(512 + 16 + 20);
        (await store.PendingIntents(0, 9, default)).Count.ShouldBe(1);
        await Must(store, new CommitUnit { Delivered = ["a"] });
        (await store.PendingIntents(0, 9, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_ledger_that_is_due_earlier_than_was_known_is_found_after_a_crash()
    {
        var day = new DateOnly(2026, 3, 2);
        var store = await _disk.Open();
        await Must(store, Dated(0, day.AddDays(9)));
        await Must(store, Dated(1, day));
        store = await _disk.Open();
        (await store.DueLedgers(day, null, 9, default)).ShouldBe([Make.Taxpayer(1)]);

        await Must(store, Dated(2, day.AddDays(5)));
        store = await _disk.Open();
        (await store.DueLedgers(day, null, 9, default)).ShouldBeEmpty();
        (await store.DueLedgers(day.AddDays(5), null, 9, default)).ShouldBe([Make.Taxpayer(1)]);
    }

    [Fact]
    public async Task A_process_after_which_another_has_opened_the_records_writes_nothing()
    {
        var frozen = await _disk.Open();
        await Must(frozen, Make.Ledger(1, 0));
        var next = await _disk.Open();

        await Should.ThrowAsync<CommitOutcomeUnknownException>(frozen.Commit([Make.Ledger(1, 1)], default));
        await Should.ThrowAsync<StoreUnavailableException>(frozen.Commit([new CommitUnit { Events = [Make.Event(1)] }], default));

        frozen.HoldsLease.ShouldBeFalse();
        frozen.LostBecause.ShouldNotBeNull();
        (await next.LoadLedger(Make.Taxpayer(1), default)).ShouldNotBeNull().Version.ShouldBe(1);
        (await next.FindEvents([Make.Id(1)], default)).ShouldBe([null]);
    }

    [Fact]
    public async Task An_event_that_came_after_it_was_looked_up_is_a_conflict()
    {
        await using var store = await _disk.Open();
        var mark = store.RegistryMark;
        (await store.FindEvents([Make.Id(1)], default)).ShouldBe([null]);
        var late = new CommitUnit { Events = [Make.Event(1) with { AbsentAt = mark }] };

        (await store.Commit([late], default)).ShouldBe([CommitOutcome.Committed]);
        (await store.Commit([late], default)).ShouldBe([CommitOutcome.Conflict]);
    }

    [Fact]
    public void No_key_looks_like_a_number_or_holds_a_plus()
    {
        string[] keys =
        [
            RecordKeys.Units, RecordKeys.Positions, RecordKeys.Of(Make.Taxpayer(0x0F)), RecordKeys.Of(Make.Declaration(7)),
            RecordKeys.ChainOf(Make.Declaration(7)), RecordKeys.Of(Make.Id(7)), RecordKeys.PageOf("journal", 1),
            RecordKeys.OpenShard(1), RecordKeys.DirectoryShard(1),
            RecordKeys.Of(Make.Taxpayer(1), new LedgerRowKey(LedgerRowKind.Guarantee, "ab+cd/0F bảo lãnh")),
        ];

        keys.ShouldAllBe(static key => !char.IsAsciiHexDigit(key[0]) && !key.Contains('+') && key[1] == ':');
        keys.ShouldBeUnique();
    }

    private static CommitUnit Dated(long from, DateOnly next) =>
        new() { Ledger = Make.Ledger(1, from).Ledger! with { NextChangeOn = next } };

    private static async Task Must(RecordStore store, CommitUnit unit) =>
        (await store.Commit([unit], default)).ShouldBe([CommitOutcome.Committed]);
}

using Clearance.Entities;

namespace Clearance.Storage.Tests;

public abstract partial class StoreCompliance
{
    [Fact]
    public async Task A_ledger_that_was_never_written_is_null() =>
        (await Store.LoadLedger(Make.Taxpayer(1), default)).ShouldBeNull();

    [Fact]
    public async Task A_ledger_comes_back_with_its_version_head_and_resident_rows_in_key_order()
    {
        await Must(Make.Ledger(1, 0, Make.Resident(20, 2), Make.Resident(3, 1), Make.Settled(4, 9)));

        var ledger = (await Store.LoadLedger(Make.Taxpayer(1), default)).ShouldNotBeNull();

        ledger.Taxpayer.ShouldBe(Make.Taxpayer(1));
        ledger.Version.ShouldBe(1);
        ledger.Head.ShouldBe(new byte[] { 1, 1 });
        ledger.Rows.Select(static row => row.Key).ShouldBe([Make.Row(3), Make.Row(20)]);
        ledger.Rows.ShouldAllBe(static row => row.Version == 1);
        ledger.Rows[0].Body.ShouldBe(new byte[] { 1 });
    }

    [Fact]
    public async Task Whether_a_ledger_is_at_a_version_is_known_without_reading_it()
    {
        (await Store.IsAt(Make.Taxpayer(1), 0, default)).ShouldBeFalse();
        await Store.LoadLedger(Make.Taxpayer(1), default);
        await Must(Make.Ledger(1, 0, Make.Resident(3, 1)));
        await Must(Make.Ledger(1, 1, Make.Resident(4, 2)));

        (await Store.IsAt(Make.Taxpayer(1), 1, default)).ShouldBeFalse();
        (await Store.IsAt(Make.Taxpayer(1), 2, default)).ShouldBeTrue();
        (await Store.IsAt(Make.Taxpayer(1), 3, default)).ShouldBeFalse();
        (await Store.IsAt(Make.Taxpayer(2), 2, default)).ShouldBeFalse();
    }

    [Fact]
    public async Task Rows_said_to_be_new_come_beside_the_others_and_are_updated_like_them()
    {
        await Must(Make.Ledger(1, 0, Make.Resident(3, 1)));
        await Must(Make.Ledger(1, 1, Make.Resident(4, 2) with { Was = RowOrigin.None }, Make.Settled(5, 3) with { Was = RowOrigin.None }));
        await Must(Make.Ledger(1, 2, Make.Settled(4, 7), Make.Resident(5, 8)));

        (await Store.LoadLedger(Make.Taxpayer(1), default))!.Rows.Select(static row => row.Key)
            .ShouldBe([Make.Row(3), Make.Row(5)]);
        (await Store.LoadRows(Make.Taxpayer(1), [Make.Row(4)], default)).Single().Body.ShouldBe(new byte[] { 7 });
        (await Store.LargestLedgers(1, default)).ShouldBe([Make.Taxpayer(1)]);
    }

    [Fact]
    public async Task Rows_said_to_be_resident_are_updated_or_settled()
    {
        await Must(Make.Ledger(1, 0, Make.Resident(3, 1), Make.Resident(4, 1), Make.Resident(5, 1)));
        await Must(Make.Ledger(1, 1, Make.Resident(3, 2) with { Was = RowOrigin.Resident }, Make.Settled(4, 2) with { Was = RowOrigin.Resident }));

        (await ResidentRows(1)).ShouldBe([Make.Row(3), Make.Row(5)]);
        var rows = await Store.LoadRows(Make.Taxpayer(1), [Make.Row(3), Make.Row(4), Make.Row(5)], default);
        rows.Select(static row => (row.Version, row.Body.Single())).ShouldBe([(2, 2), (2, 2), (1, 1)]);
        (await Store.LargestLedgers(1, default)).ShouldBe([Make.Taxpayer(1)]);
    }

    [Fact]
    public async Task Rows_said_to_be_resident_that_are_not_are_written_all_the_same()
    {
        await Must(Make.Ledger(1, 0, Make.Resident(1, 1), Make.Settled(2, 1), Make.Settled(3, 1)));
        LedgerRowWrite[] wrong = [Make.Resident(2, 2), Make.Settled(3, 2), Make.Resident(4, 2), Make.Settled(5, 2)];
        await Must(Make.Ledger(1, 1, [.. wrong.Select(static row => row with { Was = RowOrigin.Resident })]));

        (await ResidentRows(1)).ShouldBe([Make.Row(1), Make.Row(2), Make.Row(4)]);
        var rows = await Store.LoadRows(Make.Taxpayer(1), [.. wrong.Select(static row => row.Key)], default);
        rows.Select(static row => (row.Version, row.Body.Single())).ShouldBe([(2, 2), (2, 2), (2, 2), (2, 2)]);
        await Must(Make.Ledger(1, 2, Make.Settled(2, 3)));
        (await ResidentRows(1)).ShouldBe([Make.Row(1), Make.Row(4)]);
    }

    [Fact]
    public async Task Rows_are_ordered_by_kind_and_then_by_key()
    {
        LedgerRowWrite Of(LedgerRowKind kind, string key) => new(new LedgerRowKey(kind, key), true, [1]);
        await Must(Make.Ledger(
            1,
            0,
            Of(LedgerRowKind.Payment, "a"),
            Of(LedgerRowKind.Standing, ""),
            Of(LedgerRowKind.Guarantee, "b"),
            Of(LedgerRowKind.Guarantee, "B"),
            Of(LedgerRowKind.Guarantee, "bảo lãnh")));

        var ledger = (await Store.LoadLedger(Make.Taxpayer(1), default)).ShouldNotBeNull();

        ledger.Rows.Select(static row => $"{(int)row.Key.Kind}{row.Key.Key}").ShouldBe(["0", "1B", "1b", "1bảo lãnh", "3a"]);
    }

    [Fact]
    public async Task A_stale_version_is_a_conflict_and_changes_nothing()
    {
        await Must(Make.Ledger(1, 0, Make.Resident(1, 1)));
        await Must(Make.Ledger(1, 1, Make.Resident(1, 2)));

        await MustConflict(Make.Ledger(1, 1, Make.Resident(1, 3)));
        await MustConflict(Make.Ledger(1, 3, Make.Resident(1, 3)));

        var ledger = (await Store.LoadLedger(Make.Taxpayer(1), default)).ShouldNotBeNull();
        ledger.Version.ShouldBe(2);
        ledger.Rows.Single().Body.ShouldBe(new byte[] { 2 });
    }

    [Fact]
    public async Task A_version_of_a_ledger_that_is_not_there_is_a_conflict() => await MustConflict(Make.Ledger(1, 5));

    [Fact]
    public async Task Of_two_first_commits_of_a_ledger_one_conflicts()
    {
        await Must(Make.Ledger(1, 0));
        await MustConflict(Make.Ledger(1, 0));
    }

    [Fact]
    public async Task Of_two_first_commits_at_once_exactly_one_is_taken()
    {
        var races = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Commit(Make.Ledger(1, 0)))));

        races.Select(static outcomes => outcomes.Single()).Count(static o => o == CommitOutcome.Committed).ShouldBe(1);
    }

    [Fact]
    public async Task A_version_may_skip_numbers()
    {
        await Must(Make.Ledger(1, 0) with { Ledger = Make.Ledger(1, 0).Ledger! with { NewVersion = 40 } });
        await Must(Make.Ledger(1, 40));

        (await Store.LoadLedger(Make.Taxpayer(1), default)).ShouldNotBeNull().Version.ShouldBe(41);
    }

    [Fact]
    public async Task A_settled_row_is_loaded_by_name_only()
    {
        await Must(Make.Ledger(1, 0, Make.Resident(1, 1), Make.Settled(2, 2)));

        var rows = await Store.LoadRows(Make.Taxpayer(1), [Make.Row(2), Make.Row(9), Make.Row(1)], default);

        rows.Select(static row => row.Key).ShouldBe([Make.Row(2), Make.Row(1)]);
        rows[0].Body.ShouldBe(new byte[] { 2 });
    }

    [Fact]
    public async Task A_row_moves_between_resident_and_settled_and_is_never_there_twice()
    {
        await Must(Make.Ledger(1, 0, Make.Resident(1, 1), Make.Resident(2, 1)));
        await Must(Make.Ledger(1, 1, Make.Settled(1, 2)));
        (await ResidentRows(1)).ShouldBe([Make.Row(2)]);
        (await Store.LoadRows(Make.Taxpayer(1), [Make.Row(1)], default)).Single().Version.ShouldBe(2);

        await Must(Make.Ledger(1, 2, Make.Resident(1, 3)));
        (await ResidentRows(1)).ShouldBe([Make.Row(1), Make.Row(2)]);
        (await Store.LoadRows(Make.Taxpayer(1), [Make.Row(1)], default)).Single().Body.ShouldBe(new byte[] { 3 });
    }

    [Fact]
    public async Task A_row_written_twice_in_one_commit_holds_the_last_of_both()
    {
        await Must(Make.Ledger(1, 0, Make.Resident(1, 1), Make.Settled(1, 2)));

        (await ResidentRows(1)).ShouldBeEmpty();
        (await Store.LoadRows(Make.Taxpayer(1), [Make.Row(1)], default)).Single().Body.ShouldBe(new byte[] { 2 });
    }

    [Fact]
    public async Task An_untouched_row_keeps_the_version_that_wrote_it()
    {
        await Must(Make.Ledger(1, 0, Make.Resident(1, 1), Make.Resident(2, 1)));
        await Must(Make.Ledger(1, 1, Make.Resident(2, 2)));

        var ledger = (await Store.LoadLedger(Make.Taxpayer(1), default)).ShouldNotBeNull();

        ledger.Rows.Select(static row => row.Version).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task Ledgers_do_not_see_each_others_rows()
    {
        await Must(Make.Ledger(1, 0, Make.Resident(1, 1)));
        await Must(Make.Ledger(2, 0, Make.Resident(2, 2)));

        (await ResidentRows(1)).ShouldBe([Make.Row(1)]);
        (await Store.LoadRows(Make.Taxpayer(1), [Make.Row(2)], default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Empty_and_large_bodies_come_back_as_they_were()
    {
        var large = new byte[200_000];
        new Random(7).NextBytes(large);
        await Must(Make.Ledger(1, 0, Make.Resident(1), Make.Resident(2, large)));

        var ledger = (await Store.LoadLedger(Make.Taxpayer(1), default)).ShouldNotBeNull();

        ledger.Rows[0].Body.ShouldBeEmpty();
        ledger.Rows[1].Body.ShouldBe(large);
    }

    [Fact]
    public async Task Due_are_the_ledgers_whose_date_has_come_or_whose_pass_is_open()
    {
        var today = new DateOnly(2026, 3, 2);
        await Must(Dated(1, today.AddDays(1)));
        await Must(Dated(2, today));
        await Must(Dated(3, null));
        await Must(Dated(4, today.AddDays(-30)));
        await Must(Dated(5, null, passOpen: true));

        (await Store.DueLedgers(today, null, 10, default)).ShouldBe([Make.Taxpayer(2), Make.Taxpayer(4), Make.Taxpayer(5)]);
        (await Store.DueLedgers(today, null, 2, default)).ShouldBe([Make.Taxpayer(2), Make.Taxpayer(4)]);
        (await Store.DueLedgers(today, Make.Taxpayer(4), 10, default)).ShouldBe([Make.Taxpayer(5)]);
    }

    [Fact]
    public async Task A_ledger_is_due_no_more_once_its_date_is_moved_and_its_pass_closed()
    {
        var today = new DateOnly(2026, 3, 2);
        await Must(Dated(1, today, passOpen: true));
        await Must(Dated(1, today.AddDays(5), from: 1));

        (await Store.DueLedgers(today, null, 10, default)).ShouldBeEmpty();
        (await Store.DueLedgers(today.AddDays(5), null, 10, default)).ShouldBe([Make.Taxpayer(1)]);
    }

    [Fact]
    public async Task The_largest_ledgers_have_the_most_resident_rows()
    {
        await Must(Make.Ledger(1, 0, Make.Settled(1), Make.Settled(2), Make.Settled(3)));
        await Must(Make.Ledger(2, 0, Make.Resident(1)));
        await Must(Make.Ledger(3, 0, Make.Resident(1), Make.Resident(2), Make.Resident(3)));
        await Must(Make.Ledger(4, 0, Make.Resident(1)));
        await Must(Make.Ledger(3, 1, Make.Settled(2), Make.Resident(1), Make.Settled(8)));

        (await Store.LargestLedgers(10, default)).ShouldBe([Make.Taxpayer(3), Make.Taxpayer(2), Make.Taxpayer(4)]);
        (await Store.LargestLedgers(2, default)).ShouldBe([Make.Taxpayer(3), Make.Taxpayer(2)]);
    }

    private static CommitUnit Dated(int taxpayer, DateOnly? next, bool passOpen = false, long from = 0) => new()
    {
        Ledger = Make.Ledger(taxpayer, from).Ledger! with { NextChangeOn = next, PassOpen = passOpen },
    };

    private async Task<IEnumerable<LedgerRowKey>> ResidentRows(int taxpayer) =>
        (await Store.LoadLedger(Make.Taxpayer(taxpayer), default)).ShouldNotBeNull().Rows.Select(static row => row.Key);
}

using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Storage.Tests;

/// <summary>How often a group is written before it is committed.</summary>
[Collection(SharedPostgres.Name)]
public sealed class PostgresRoundTests(PostgresDatabases databases)
{
    private int _begun;

    [Fact]
    public async Task A_group_of_which_all_is_so_is_written_once_whatever_its_rows()
    {
        await using var store = await Open();
        await store.Commit([First(1), First(2)], default);
        _begun = 0;

        var outcomes = await store.Commit([Second(1), Second(2), First(3)], default);

        outcomes.ShouldAllBe(static outcome => outcome == CommitOutcome.Committed);
        _begun.ShouldBe(1);
    }

    [Fact]
    public async Task A_group_with_losers_is_counted_then_named_then_written_without_them()
    {
        await using var store = await Open();
        await store.Commit([First(1), First(2), First(3), First(4)], default);
        _begun = 0;

        // Each loses by a statement of its own: a version, an id that is there, an intent that is not, an entry that is there.
        var outcomes = await store.Commit(
            [
                Second(1),
                Make.Ledger(2, 7),
                Make.Ledger(3, 1) with { Events = [Make.Event(30)] },
                Make.Ledger(4, 1) with { Delivered = ["nobody sent it"] },
                Make.Ledger(5, 0) with { Journal = [Make.Entry(1, 1)] },
                First(6),
            ],
            default);

        outcomes.ShouldBe(
            [
                CommitOutcome.Committed, CommitOutcome.Conflict, CommitOutcome.Conflict, CommitOutcome.Conflict, CommitOutcome.Conflict,
                CommitOutcome.Committed,
            ]);
        _begun.ShouldBe(3, "once counted, once named, and once without the losers");
    }

    [Fact]
    public async Task What_is_said_of_rows_and_is_not_so_costs_a_second_round_and_nobody_his_commit()
    {
        await using var store = await Open();
        await store.Commit([First(1), First(2)], default);
        _begun = 0;

        // Row 1 is resident and row 2 settled; of ledger 2 both are said to be resident, and a third, which is nowhere.
        LedgerRowWrite[] wrong = [Make.Settled(1, 5), Make.Resident(2, 6), Make.Resident(3, 7)];
        var outcomes = await store.Commit(
            [
                Make.Ledger(1, 1, Make.Resident(1, 4) with { Was = RowOrigin.Resident }),
                Make.Ledger(2, 1, [.. wrong.Select(static row => row with { Was = RowOrigin.Resident })]),
            ],
            default);

        outcomes.ShouldAllBe(static outcome => outcome == CommitOutcome.Committed);
        _begun.ShouldBe(2, "once as it was said, once without that");
        (await store.LoadRows(Make.Taxpayer(1), [Make.Row(1)], default)).Single().Body.ShouldBe([4]);
        var written = await store.LoadRows(Make.Taxpayer(2), [.. wrong.Select(static row => row.Key)], default);
        written.Select(static row => row.Body.Single()).ShouldBe([5, 6, 7]);
    }

    [Fact]
    public async Task A_row_said_to_be_resident_that_is_settled_and_settled_again_is_there_once()
    {
        await using var store = await Open();
        await store.Commit([First(1)], default);
        _begun = 0;

        var outcomes = await store.Commit([Make.Ledger(1, 1, Make.Settled(2, 6) with { Was = RowOrigin.Resident })], default);

        outcomes.ShouldBe([CommitOutcome.Committed]);
        _begun.ShouldBe(2);
        (await store.LoadRows(Make.Taxpayer(1), [Make.Row(2)], default)).Single().Body.ShouldBe([6]);
    }

    /// <summary>A ledger's first commit, with something in every table.</summary>
    private static CommitUnit First(int number) => Make.Ledger(number, 0, New(1, true), New(2, false)) with
    {
        Identities = [new IdentityWrite(Make.Declaration(number), 0, Make.Taxpayer(number), [1])],
        Events = [Make.Event(number * 10, EventOutcome.Pending), Make.Event((number * 10) + 1)],
        Intents = [Make.Intent($"intent {number}", number)],
        Journal = [Make.Entry(number, 1)],
        Parked = [Make.Parked($"home {number}")],
        DeadLetters = [Make.Letter("Form")],
        Positions = [new InputPosition(EventStream.Payments, number, 1, Make.Id(number))],
    };

    /// <summary>Its second: what was there is written anew, moved, answered and delivered.</summary>
    private static CommitUnit Second(int number) => Make.Ledger(number, 1, Make.Settled(1, 3), Make.Resident(2, 4)) with
    {
        Identities = [new IdentityWrite(Make.Declaration(number), 1, Make.Taxpayer(number), [2])],
        Events = [Make.Event((number * 10) + 2)],
        Answers = [Make.Event(number * 10)],
        Delivered = [$"intent {number}"],
        Journal = [Make.Entry(number, 2)],
        Published = [new PublishedPosition(PublishedSource.Journal, 0, number)],
    };

    private static LedgerRowWrite New(int number, bool resident) =>
        (resident ? Make.Resident(number, 1) : Make.Settled(number, 1)) with { Was = RowOrigin.None };

    private async Task<PostgresStore> Open() => await PostgresStore.OpenAsync(
        new PostgresStoreOptions { ConnectionString = await databases.Make(), Lanes = 1, OnStep = Count }, default);

    private Task Count(CommitStep step)
    {
        _begun += step == CommitStep.Begun ? 1 : 0;
        return Task.CompletedTask;
    }
}

using Clearance.Entities;
using Clearance.Testing.Stores;
using Npgsql;

namespace Clearance.Storage.Tests;

/// <summary>Failures at each step of a commit, and connections that lose what was said.</summary>
[Collection(SharedPostgres.Name)]
public sealed class PostgresFailureTests(PostgresDatabases databases)
{
    private Action<CommitStep>? _onStep;

    [Theory]
    [InlineData(CommitStep.Begun)]
    [InlineData(CommitStep.AllWritten)]
    [InlineData(CommitStep.Committing)]
    public async Task A_failure_before_the_commit_is_nothing_committed_and_the_store_goes_on(object step)
    {
        await using var store = await Open(await databases.Make());
        await store.Commit(StoreGroups.Group(from: 0), default);
        FailOnce((CommitStep)step);

        await Should.ThrowAsync<StoreUnavailableException>(store.Commit(StoreGroups.Group(from: 1), default));

        (await StoreGroups.Version(store)).ShouldBe(1);
        (await store.Commit(StoreGroups.Group(from: 1), default)).ShouldAllBe(static it => it == CommitOutcome.Committed);
        (await StoreGroups.Version(store)).ShouldBe(2);
    }

    [Fact]
    public async Task A_failure_after_the_commit_is_recognised_by_what_it_left()
    {
        await using var store = await Open(await databases.Make());
        await store.Commit(StoreGroups.Group(from: 0), default);
        FailOnce(CommitStep.Committed);

        (await store.Commit(StoreGroups.Group(from: 1), default)).ShouldAllBe(static it => it == CommitOutcome.Committed);
        (await store.Commit(StoreGroups.Group(from: 2), default)).ShouldAllBe(static it => it == CommitOutcome.Committed);

        (await StoreGroups.Version(store)).ShouldBe(3);
    }

    [Theory]
    [InlineData(CommitStep.Committing, 1)]
    [InlineData(CommitStep.Committed, 2)]
    public async Task A_commit_that_can_neither_be_recognised_nor_ruled_out_is_unknown_and_the_store_goes_on(object step, int left)
    {
        await using var store = await Open(await databases.Make());
        await store.Commit(StoreGroups.Group(from: 0), default);
        _onStep = at =>
        {
            if (at == (CommitStep)step || at == CommitStep.Resolving)
            {
                throw new IOException("the server is gone");
            }
        };

        await Should.ThrowAsync<CommitOutcomeUnknownException>(store.Commit(StoreGroups.Group(from: 1), default));

        _onStep = null;
        (await StoreGroups.Version(store)).ShouldBe(left);
        (await store.Commit(StoreGroups.Group(from: left), default)).ShouldAllBe(static it => it == CommitOutcome.Committed);
        (await StoreGroups.Version(store)).ShouldBe(left + 1);
    }

    [Fact]
    public async Task Commits_and_answers_lost_by_the_network_are_told_apart()
    {
        var rounds = Environment.GetEnvironmentVariable("CLEARANCE_TEST_LONG") == "1" ? 600 : 60;
        var direct = new NpgsqlConnectionStringBuilder(await databases.Make());
        await using var proxy = new LossyProxy(direct.Host!, direct.Port);
        await using var store = await Open(Through(proxy, direct));
        var random = new Random(5);
        var version = 0;
        for (var round = 0; round < rounds; round++)
        {
            var loss = (CommitLoss)random.Next(3);
            proxy.Next = loss;
            if (loss == CommitLoss.Request)
            {
                await Should.ThrowAsync<StoreUnavailableException>(store.Commit(StoreGroups.Group(version), default));
            }
            else
            {
                (await store.Commit(StoreGroups.Group(version), default)).ShouldAllBe(static it => it == CommitOutcome.Committed);
                version++;
            }
        }

        proxy.Lost.ShouldBeGreaterThan(rounds / 2);
        (await StoreGroups.Version(store)).ShouldBe(version);
    }

    [Fact]
    public async Task An_answer_that_never_comes_is_recognised_too()
    {
        var direct = new NpgsqlConnectionStringBuilder(await databases.Make());
        await using var proxy = new LossyProxy(direct.Host!, direct.Port);
        await using var store = await Open(Through(proxy, direct));
        await store.Commit(StoreGroups.Group(from: 0), default);
        proxy.Next = CommitLoss.AnswerSilently;

        (await store.Commit(StoreGroups.Group(from: 1), default)).ShouldAllBe(static it => it == CommitOutcome.Committed);

        proxy.Lost.ShouldBe(1);
        (await StoreGroups.Version(store)).ShouldBe(2);
    }

    [Fact]
    public async Task A_server_that_only_reads_is_unavailable_for_commits_and_answers_reads()
    {
        var database = await databases.Make();
        await using var store = await Open(database);
        await store.Commit(StoreGroups.Group(from: 0), default);
        await SetReadOnly(database, "on");

        await Should.ThrowAsync<StoreUnavailableException>(store.Commit(StoreGroups.Group(from: 1), default));
        await Should.ThrowAsync<StoreUnavailableException>(store.Commit(StoreGroups.Group(from: 1), default));
        (await StoreGroups.Version(store)).ShouldBe(1);

        await SetReadOnly(database, "off");
        await Repeat(() => store.Commit(StoreGroups.Group(from: 1), default));
        (await StoreGroups.Version(store)).ShouldBe(2);
    }

    [Fact]
    public async Task A_read_over_a_connection_that_was_cut_off_meanwhile_is_made_over_another()
    {
        var database = await databases.Make();
        await using var store = await Open(database);
        await store.Commit(StoreGroups.Group(from: 0), default);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => store.LoadLedger(Make.Taxpayer(1), default)));
        await CutOff(database);

        (await StoreGroups.Version(store)).ShouldBe(1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_commit_over_connections_that_were_cut_off_meanwhile_is_made_over_another(int lanes)
    {
        var database = await databases.Make();
        await using var store = await Open(database, lanes);
        int[] taxpayers = [.. Enumerable.Range(1, 8)];
        taxpayers.Select(taxpayer => CommitLane.Of(Make.Taxpayer(taxpayer), lanes)).Distinct().Count().ShouldBe(lanes);
        for (var version = 0; version < 4; version++)
        {
            foreach (var taxpayer in taxpayers)
            {
                (await store.Commit([Make.Ledger(taxpayer, version)], default)).ShouldBe([CommitOutcome.Committed]);
            }

            // So many readers' connections lie idle in the pool when the server ends them with those of the lanes.
            await Task.WhenAll(taxpayers.Select(taxpayer => store.LoadLedger(Make.Taxpayer(taxpayer), default)));
            await CutOff(database);
        }

        (await store.LoadLedger(Make.Taxpayer(8), default))!.Version.ShouldBe(4);
    }

    [Fact]
    public async Task A_server_that_only_reads_opens_no_store()
    {
        var database = await databases.Make();
        await SetReadOnly(database, "on");

        await Should.ThrowAsync<StoreUnavailableException>(Open(database));
    }

    [Fact]
    public async Task What_the_tables_forbid_is_a_bug_and_not_a_conflict()
    {
        await using var store = await Open(await databases.Make());
        var backwards = Make.Ledger(1, 0) with { Ledger = Make.Ledger(1, 0).Ledger! with { NewVersion = 0 } };

        await Should.ThrowAsync<InvalidOperationException>(store.Commit([backwards], default));

        (await store.Commit([Make.Ledger(1, 0)], default)).ShouldBe([CommitOutcome.Committed]);
    }

    [Fact]
    public async Task What_is_said_of_bad_input_may_quote_what_text_cannot_hold()
    {
        var database = await databases.Make();
        await using var store = await Open(database);

        await store.AppendDeadLetters([Make.Letter("Malformed") with { Field = "a\0b", Detail = "half \ud83d of it" }], default);

        (await PostgresDatabases.Execute(database, "SELECT field || '|' || detail FROM clearance.dead_letter"))
            .ShouldBe("a\ufffdb|half \ufffd of it");
    }

    private static string Through(LossyProxy proxy, NpgsqlConnectionStringBuilder direct) =>
        new NpgsqlConnectionStringBuilder(direct.ConnectionString) { Host = "127.0.0.1", Port = proxy.Port }.ConnectionString;

    /// <summary>Ends every session of the database, as a server does that is started again.</summary>
    private static async Task CutOff(string database) => await PostgresDatabases.Execute(
        database,
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
        + " WHERE datname = current_database() AND pid <> pg_backend_pid()");

    private static async Task SetReadOnly(string database, string value)
    {
        var name = new NpgsqlConnectionStringBuilder(database).Database;
        await PostgresDatabases.Execute(
            $"{database};Options=-c default_transaction_read_only=off",
            $"ALTER DATABASE {name} SET default_transaction_read_only = {value}");
        await CutOff(database);
    }

    private static async Task Repeat(Func<Task<IReadOnlyList<CommitOutcome>>> commit)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                (await commit()).ShouldAllBe(static it => it == CommitOutcome.Committed);
                return;
            }
            catch (StoreUnavailableException) when (i < 20)
            {
            }
        }
    }

    private void FailOnce(CommitStep step) => _onStep = at =>
    {
        if (at == step)
        {
            _onStep = null;
            throw new IOException("the network failed");
        }
    };

    private Task<PostgresStore> Open(string connection, int lanes = 1) => PostgresStore.OpenAsync(
        new PostgresStoreOptions
        {
            ConnectionString = connection,
            Lanes = lanes,
            ResolveWithin = TimeSpan.FromSeconds(3),
            SecondsPerCommand = 1,
            OnStep = step =>
            {
                _onStep?.Invoke(step);
                return Task.CompletedTask;
            },
        },
        default);
}

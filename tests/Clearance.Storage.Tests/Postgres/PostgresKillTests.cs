using Clearance.Entities;

namespace Clearance.Storage.Tests;

/// <summary>A server that is killed and comes back.</summary>
public sealed class PostgresKillTests : IAsyncLifetime
{
    private KilledServer? _server;

    private KilledServer Server => _server!;

    public async Task InitializeAsync() => _server = await KilledServer.Create();

    public async Task DisposeAsync() => await Server.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task What_was_said_to_be_committed_is_there_after_every_kill(int lanes)
    {
        await using var store = await Open(lanes: lanes);
        await Server.AgainAndAgain(version => TryCommit(store, version), async () =>
        {
            await StoreGroups.Until(() => store.HoldsLease, "the lease is held again");
            return await StoreGroups.Version(store);
        });
    }

    [Fact]
    public async Task A_server_killed_at_the_commit_and_gone_for_long_makes_it_unknown_and_is_used_again()
    {
        var kill = true;
        await using var store = await Open(async step =>
        {
            if (step == CommitStep.Committing && kill)
            {
                kill = false;
                await Server.Kill();
            }
        });

        await Should.ThrowAsync<CommitOutcomeUnknownException>(store.Commit(StoreGroups.Group(from: 0), default));
        await StoreGroups.Until(() => !store.HoldsLease, "the lease is not trusted");
        await Should.ThrowAsync<StoreUnavailableException>(store.Commit(StoreGroups.Group(from: 0), default));

        await Server.Start();
        using var late = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (await TryCommit(store, version: 0) == 0)
        {
            late.IsCancellationRequested.ShouldBeFalse("the server is back, and nothing can be committed");
        }

        (await StoreGroups.Version(store)).ShouldBe(1);
        await StoreGroups.Until(() => store.HoldsLease, "the lease is held again");
    }

    /// <summary>The version after one attempt, by what the store says.</summary>
    private static async Task<int> TryCommit(PostgresStore store, int version)
    {
        try
        {
            (await store.Commit(StoreGroups.Group(version), default)).ShouldAllBe(static it => it == CommitOutcome.Committed);
            return version + 1;
        }
        catch (StoreUnavailableException)
        {
            await Task.Delay(5);
            return version;
        }
    }

    private Task<PostgresStore> Open(Func<CommitStep, Task>? onStep = null, int lanes = 1) => PostgresStore.OpenAsync(
        new PostgresStoreOptions
        {
            ConnectionString = Server.Connection,
            ResolveWithin = TimeSpan.FromSeconds(onStep is null ? 60 : 1),
            OnStep = onStep,
            Lanes = lanes,
        },
        default);
}

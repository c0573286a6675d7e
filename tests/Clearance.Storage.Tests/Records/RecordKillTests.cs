using Clearance.Entities;
using Clearance.Testing.Stores;

namespace Clearance.Storage.Tests;

/// <summary>Single records on a server that is killed and comes back.</summary>
public sealed class RecordKillTests : IAsyncLifetime
{
    private PostgresServer? _server;

    private PostgresServer Server => _server!;

    public async Task InitializeAsync()
    {
        _server = await PostgresServer.Create();
        await PostgresMigrations.Run(_server.Connection);
    }

    public async Task DisposeAsync() => await Server.DisposeAsync();

    [Fact]
    public async Task What_was_said_to_be_committed_is_there_whole_after_every_kill()
    {
        var rounds = Environment.GetEnvironmentVariable("CLEARANCE_TEST_LONG") == "1" ? 20 : 4;
        var random = new Random(11);
        await using var store = await RecordDatabases.Open(Server.Connection, StatementTable.Open);
        var version = 0;
        for (var round = 0; round < rounds; round++)
        {
            var restarted = KillSoonAndStart(random.Next(5, 120));
            while (!restarted.IsCompleted)
            {
                version = await TryCommit(store, version);
            }

            await restarted;
            await StoreGroups.Until(() => store.HoldsLease, "the lease is held again");
            (await Settled(store)).ShouldBe(version);
        }

        version.ShouldBeGreaterThan(rounds);
    }

    /// <summary>The version after one attempt: by what the store says, or where it does not know, by what is there.</summary>
    private static async Task<int> TryCommit(RecordStore store, int version)
    {
        try
        {
            (await store.Commit([StoreGroups.Group(version)[0]], default)).ShouldBe([CommitOutcome.Committed]);
            return version + 1;
        }
        catch (StoreUnavailableException)
        {
            await Task.Delay(5);
            return version;
        }
        catch (CommitOutcomeUnknownException)
        {
            var there = await Settled(store);
            there.ShouldBeInRange(version, version + 1);
            return there;
        }
    }

    /// <summary>The version that is there, as soon as the store can say it, with all that belongs to it and nothing else.</summary>
    private static async Task<int> Settled(RecordStore store)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                var version = (int)((await store.LoadLedger(Make.Taxpayer(1), default))?.Version ?? 0);
                (await store.ReadJournal(Make.Declaration(1), 1, 9_999, default)).Count.ShouldBe(version);
                (await store.WholeJournal()).Count.ShouldBe(version);
                var ids = Enumerable.Range(0, version + 2).Select(static from => Make.Id((from * 10) + 1)).ToArray();
                (await store.FindEvents(ids, default)).Count(static record => record is not null).ShouldBe(version);
                return version;
            }
            catch (StoreUnavailableException) when (!late.IsCancellationRequested)
            {
                await Task.Delay(20);
            }
        }
    }

    private async Task KillSoonAndStart(int milliseconds)
    {
        await Task.Delay(milliseconds);
        await Server.Kill();
        await Server.Start();
    }
}

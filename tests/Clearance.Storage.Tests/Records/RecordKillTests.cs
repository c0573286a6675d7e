using Clearance.Entities;

namespace Clearance.Storage.Tests;

/// <summary>Single records on a server that is killed and comes back.</summary>
public sealed class RecordKillTests : IAsyncLifetime
{
    private KilledServer? _server;

    private KilledServer Server => _server!;

    public async Task InitializeAsync() => _server = await KilledServer.Create();

    public async Task DisposeAsync() => await Server.DisposeAsync();

    [Fact]
    public async Task What_was_said_to_be_committed_is_there_whole_after_every_kill()
    {
        await using var store = await RecordDatabases.Open(Server.Connection, StatementTable.Open);
        await Server.AgainAndAgain(version => TryCommit(store, version), async () =>
        {
            await StoreGroups.Until(() => store.HoldsLease, "the lease is held again");
            return await Settled(store);
        });
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
        using var late = new CancellationTokenSource(TimeSpan.FromMinutes(3));
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
}

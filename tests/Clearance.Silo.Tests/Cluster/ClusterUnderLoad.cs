using System.Diagnostics;
using Clearance.Client;
using Clearance.Silo.Tests.Crash;
using Clearance.Storage;
using Clearance.Testing.Stores;
using Clearance.Testing.Worlds;

namespace Clearance.Silo.Tests.Cluster;

/// <summary>Three engines of a cluster over one database, many callers who go to each in turn, and what the three must answer.</summary>
public sealed class ClusterUnderLoad : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly CrashLoad _load = new();
    private readonly DomainWorld _world = new();
    private PostgresServer? _server;
    private ThreeEngines? _cluster;

    /// <summary>The engines.</summary>
    public ThreeEngines Cluster => _cluster!;

    private ClearanceClient Client => Cluster.Client;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        _server = await PostgresServer.Create();
        _cluster = await ThreeEngines.Start(_server.Connection);
        await _load.Prepare(Client);
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    /// <summary>Loads the engines while something happens to one of them, and then judges what those answer that are not away.</summary>
    public async Task Round(Func<Task> happens)
    {
        using var over = new CancellationTokenSource();
        var running = Keep(over.Token);
        await Task.Delay(500);
        await happens();
        await Task.Delay(500);
        await over.CancelAsync();
        await running;
        await CrashAudit.SendAgain(Client, _load);
        foreach (var e in _load.TakeSent())
        {
            _world.Post(WorldEvent.From(e));
        }

        await CrashAudit.Compare(Client, _world);
    }

    /// <summary>Waits until a number of calls more are answered.</summary>
    public Task UntilAccepted(int more)
    {
        var before = _load.Accepted.Count;
        return PostgresUnderLoad.Until(() => _load.Accepted.Count >= before + more, $"{more} events more are accepted");
    }

    /// <summary>Asks until every taxpayer's ledger has answered for a declaration, whatever engine had it.</summary>
    /// <returns>How long that took.</returns>
    public async Task<TimeSpan> UntilAnswered()
    {
        var watch = Stopwatch.StartNew();
        string[] keys = [.. Enumerable.Range(10_000, CrashParties.Traders).Append(0).Select(n => CrashParties.Key(n).ToString())];
        foreach (var key in keys)
        {
            await Answered(key, watch);
        }

        return watch.Elapsed;
    }

    private async Task Answered(string key, Stopwatch watch)
    {
        while (true)
        {
            try
            {
                await Client.Get($"v1/declarations/{key}/eligibility");
                return;
            }
            catch (Exception refused) when (watch.Elapsed < Patience && refused is ClearanceException or HttpRequestException)
            {
                await Task.Delay(50);
            }
        }
    }

    /// <summary>Stops every engine and checks the journal they leave.</summary>
    public async Task CheckJournal()
    {
        foreach (var engine in Cluster.Engines)
        {
            (await engine.Stop()).ShouldBe(0, engine.Output);
        }

        await using var store = await PostgresStore.OpenAsync(
            new PostgresStoreOptions { ConnectionString = _server!.Connection }, default);
        await CrashAudit.CheckJournal(store, _world);
    }

    /// <summary>A caller whose call fails begins anew.</summary>
    private async Task Keep(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            await _load.Run(Client, () => over.ThrowIfCancellationRequested());
            await Task.Delay(10, CancellationToken.None);
        }
    }
}

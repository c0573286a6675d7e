using System.Diagnostics;
using Clearance.Client;
using Clearance.Silo.Tests.Running;
using Clearance.Storage;
using Clearance.Testing.Stores;
using Clearance.Testing.Worlds;

namespace Clearance.Silo.Tests.Crash;

/// <summary>Three engines of a cluster over one database, many callers who go to each in turn, and what the three must answer.</summary>
public sealed class ClusterUnderLoad : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly CrashLoad _load = new();
    private readonly DomainWorld _world = new();
    private readonly List<EngineProcess> _engines = [];
    private readonly HashSet<EngineProcess> _away = [];
    private PostgresServer? _server;
    private HttpClient? _http;
    private int _calls;

    /// <summary>The engines.</summary>
    public IReadOnlyList<EngineProcess> Engines => _engines;

    private ClearanceClient Client => new(_http!);

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        if (!SiloSettings.HasOrleans)
        {
            return;
        }

        _server = await PostgresServer.Create();
        await PostgresMigrations.Run(_server.Connection);
        for (var i = 0; i < 3; i++)
        {
            _engines.Add(await EngineProcess.Start(
                "--host", "Orleans", "--Clearance:Store:Provider", "postgres", "--Clearance:Store:Postgres:Cluster", "true",
                "--Clearance:Store:Postgres:ConnectionString", _server.Connection));
        }

        _http = new HttpClient(new Turns(this)) { BaseAddress = new Uri("http://127.0.0.1:1"), Timeout = Patience };
        await _load.Prepare(Client);
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        foreach (var engine in _engines)
        {
            await engine.DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http?.Dispose();

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

    /// <summary>Nobody calls an engine any more.</summary>
    public void Leave(EngineProcess engine)
    {
        lock (_away)
        {
            _away.Add(engine);
        }
    }

    /// <summary>It is called again.</summary>
    public void Return(EngineProcess engine)
    {
        lock (_away)
        {
            _away.Remove(engine);
        }
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
        foreach (var engine in _engines)
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

    private EngineProcess Next()
    {
        lock (_away)
        {
            var here = _engines.FindAll(engine => !_away.Contains(engine));
            return here[(int)((uint)++_calls % (uint)here.Count)];
        }
    }

    /// <summary>Sends each call to the next engine.</summary>
    private sealed class Turns(ClusterUnderLoad cluster) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = new UriBuilder(request.RequestUri!) { Port = cluster.Next().Url.Port }.Uri;
            return base.SendAsync(request, cancellationToken);
        }
    }
}

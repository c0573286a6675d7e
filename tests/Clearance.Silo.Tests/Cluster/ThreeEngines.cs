using Clearance.Client;
using Clearance.Silo.Tests.Running;
using Clearance.Storage;

namespace Clearance.Silo.Tests.Cluster;

/// <summary>Three engines of a cluster over one database, and a client whose calls go to each in turn. In a build with Orleans.</summary>
public sealed class ThreeEngines : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly List<EngineProcess> _engines = [];
    private readonly HashSet<EngineProcess> _away = [];
    private readonly HttpClient _http;
    private int _calls;

    private ThreeEngines() =>
        _http = new HttpClient(new Turns(this)) { BaseAddress = new Uri("http://127.0.0.1:1"), Timeout = Patience };

    /// <summary>The engines.</summary>
    public IReadOnlyList<EngineProcess> Engines => _engines;

    /// <summary>Calls the next engine that is not away.</summary>
    public ClearanceClient Client => new(_http);

    /// <summary>Makes the tables and starts the engines.</summary>
    public static async Task<ThreeEngines> Start(string connection)
    {
        await PostgresMigrations.Run(connection);
        var cluster = new ThreeEngines();
        try
        {
            for (var i = 0; i < 3; i++)
            {
                cluster._engines.Add(await EngineProcess.Start(
                    "--host", "Orleans", "--Clearance:Store:Provider", "postgres", "--Clearance:Store:Postgres:Cluster", "true",
                    "--Clearance:Store:Postgres:ConnectionString", connection));
            }

            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Task.WhenAll(_engines.Select(static engine => engine.DisposeAsync().AsTask()));
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

    private EngineProcess Next()
    {
        lock (_away)
        {
            var here = _engines.FindAll(engine => !_away.Contains(engine));
            return here[(int)((uint)++_calls % (uint)here.Count)];
        }
    }

    private sealed class Turns(ThreeEngines cluster) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = new UriBuilder(request.RequestUri!) { Port = cluster.Next().Url.Port }.Uri;
            return base.SendAsync(request, cancellationToken);
        }
    }
}

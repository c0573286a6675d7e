using System.Globalization;
using Clearance.Testing.Stores;

namespace Clearance.LoadTests;

/// <summary>The silos of a cluster, each a process at ports that stay the same, and which of them say that they are ready.</summary>
/// <remarks>Callers go through it as through a balancer, which asks every half a second and has half a second's patience.</remarks>
internal sealed class SiloSet : IAsyncDisposable
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(500);

    private readonly ClusterOptions _options;
    private readonly (string Name, string Value)[] _store;
    private readonly (int Http, int Silo)[] _ports;
    private readonly EngineProcess?[] _engines;
    private readonly bool[] _isReady;
    private readonly CancellationTokenSource _over = new();
    private readonly HttpClient _http = new() { Timeout = AskEvery };
    private readonly Task _asking;
    private int _starts;
    private int _turn;

    public SiloSet(ClusterOptions options, string connection)
    {
        _options = options;
        _store =
        [
            ("Clearance__Host", "Orleans"),
            ("Clearance__Store__Provider", "postgres"),
            ("Clearance__Store__Postgres__ConnectionString", connection),
            ("Clearance__Store__Postgres__Cluster", "true"),
        ];
        _ports = [.. Enumerable.Range(0, options.Silos).Select(_ => (FreePort.Find(), FreePort.Find()))];
        _engines = new EngineProcess?[options.Silos];
        _isReady = new bool[options.Silos];
        _asking = Task.WhenAll(Enumerable.Range(0, options.Silos).Select(AskAlways));
    }

    /// <summary>The processes.</summary>
    public IEnumerable<int> Pids => _engines.OfType<EngineProcess>().Select(static engine => engine.Pid);

    /// <summary>One of them, which runs.</summary>
    public EngineProcess this[int silo] => _engines[silo] ?? throw new InvalidOperationException($"Silo {silo} is not started.");

    /// <summary>Starts one and waits until it is ready.</summary>
    public async Task Start(int silo, CancellationToken cancel)
    {
        var (http, port) = _ports[silo];
        var log = Path.Combine(_options.Folder, string.Create(CultureInfo.InvariantCulture, $"silo-{silo}-{_starts++}.log"));
        _engines[silo] = await EngineProcess.StartAt(
            http, _options.Silo, Path.Combine(_options.Folder, "data"), log, cancel,
            [.. _store, ("Clearance__Cluster__SiloPort", port.ToString(CultureInfo.InvariantCulture))]);
        _isReady[silo] = true;
    }

    /// <summary>Stops one as an operator does.</summary>
    public async Task Stop(int silo)
    {
        await this[silo].DisposeAsync();
        _engines[silo] = null;
    }

    /// <summary>Kills one.</summary>
    public async Task Kill(int silo)
    {
        await this[silo].Kill();
        await Stop(silo);
    }

    /// <summary>Whom a caller is sent to.</summary>
    public Uri Next()
    {
        for (var tries = 0; ; tries++)
        {
            var silo = (int)((uint)Interlocked.Increment(ref _turn) % (uint)_ports.Length);
            if (_isReady[silo] || tries >= _ports.Length)
            {
                return AddressOf(silo);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _asking;
        _http.Dispose();
        _over.Dispose();
        await Task.WhenAll(_engines.OfType<EngineProcess>().Select(engine => engine.DisposeAsync().AsTask()));
    }

    private Uri AddressOf(int silo) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_ports[silo].Http}"));

    private async Task AskAlways(int silo)
    {
        var address = new Uri(AddressOf(silo), "/readyz");
        while (!_over.IsCancellationRequested)
        {
            try
            {
                using var answer = await _http.GetAsync(address, _over.Token);
                _isReady[silo] = answer.IsSuccessStatusCode;
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                _isReady[silo] = false;
            }

            await Task.WhenAny(Task.Delay(AskEvery, _over.Token));
        }
    }
}

using System.Net;
using System.Net.Sockets;

namespace Clearance.Kafka.Tests.Running;

/// <summary>
/// The way to a broker, over which connections can fall silent: they stay open and carry nothing any more, as when a firewall between forgets
/// them. New ones carry as ever.
/// </summary>
internal sealed class SilencingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private volatile CancellationTokenSource _silence = new();

    public SilencingProxy()
    {
        _listener.Start();
        _accepting = Accept();
    }

    /// <summary>Where it listens.</summary>
    public string Address => _listener.LocalEndpoint.ToString()!;

    /// <summary>Where it leads; until it is told, connections end at once.</summary>
    public IPEndPoint? Target { get; set; }

    /// <summary>Every connection there is falls silent.</summary>
    public void Hush() => Interlocked.Exchange(ref _silence, new CancellationTokenSource()).Cancel();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
    }

    private async Task Accept()
    {
        var carried = new List<Task>();
        try
        {
            while (true)
            {
                carried.Add(Carry(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(carried);
        }
    }

    private async Task Carry(TcpClient near)
    {
        using var _ = near;
        if (Target is not { } target)
        {
            return;
        }

        using var far = new TcpClient();
        var silence = _silence.Token;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, silence);
        try
        {
            await far.ConnectAsync(target, ended.Token);
            await Task.WhenAny(
                near.GetStream().CopyToAsync(far.GetStream(), ended.Token), far.GetStream().CopyToAsync(near.GetStream(), ended.Token));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // The broker is not there, or the test is over.
        }

        if (silence.IsCancellationRequested)
        {
            // Neither end hears that it is over.
            await Task.Delay(Timeout.Infinite, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}

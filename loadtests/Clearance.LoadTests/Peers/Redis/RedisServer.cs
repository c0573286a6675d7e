using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Clearance.Testing.Stores;

namespace Clearance.LoadTests.Peers;

/// <summary>A Redis of the run's own, on a free port of this machine, with redis.conf and a folder that is gone with it.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _folder;
    private readonly int _port = FreePort.Find();
    private Process? _process;

    private RedisServer(string folder)
    {
        _folder = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"redis-{_port}"));
        Directory.CreateDirectory(_folder);
    }

    /// <summary>How it is reached.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}");

    /// <summary>Its first process.</summary>
    public int Pid => _process!.Id;

    /// <summary>The program, where this machine has it.</summary>
    public static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Select(static folder => Path.Combine(folder, "redis-server")).FirstOrDefault(File.Exists);

    /// <summary>Starts one that keeps its log in a folder, and waits until it listens.</summary>
    public static async Task<RedisServer> Start(string program, string folder)
    {
        var server = new RedisServer(folder);
        try
        {
            var settings = Path.Combine(server._folder, "redis.conf");
            await File.WriteAllTextAsync(settings, PeerSql.Resource("peers.redis.conf"));
            server._process = Process.Start(new ProcessStartInfo(program)
            {
                ArgumentList = { settings, "--port", server._port.ToString(CultureInfo.InvariantCulture), "--dir", server._folder },
                RedirectStandardOutput = true,
            })!;
            _ = server._process.StandardOutput.ReadToEndAsync();
            await server.WaitUntilItListens();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task WaitUntilItListens()
    {
        for (var late = Stopwatch.StartNew(); late.Elapsed < Patience && !_process!.HasExited; await Task.Delay(50))
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", _port);
                return;
            }
            catch (SocketException)
            {
                // Not yet.
            }
        }

        throw new InvalidOperationException("redis-server did not come up.");
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Clearance.LoadTests;

/// <summary>A real engine in a process of its own, or one that runs already.</summary>
internal sealed class EngineProcess : IAsyncDisposable
{
    private readonly Process? _process;

    private EngineProcess(Process? process, Uri address, int pid) => (_process, Address, Pid) = (process, address, pid);

    public Uri Address { get; }

    /// <summary>0 when the engine is somebody else's.</summary>
    public int Pid { get; }

    /// <summary>CPU the engine used so far.</summary>
    public TimeSpan Cpu => Pid == 0 ? TimeSpan.Zero : ProcessTree.CpuOf(Pid);

    /// <summary>Memory it holds now, and held at most, in bytes.</summary>
    public (long Now, long Most) Memory => Pid == 0 ? (0, 0) : (Status("VmRSS:"), Status("VmHWM:"));

    /// <summary>An engine that runs already.</summary>
    public static EngineProcess At(Uri address, int pid) => new(null, address, pid);

    /// <summary>Starts an engine on a free port and waits until it is ready.</summary>
    public static async Task<EngineProcess> Start(
        string assembly, string data, string log, CancellationToken cancel, params IEnumerable<(string Name, string Value)> options)
    {
        if (!File.Exists(assembly))
        {
            throw new FileNotFoundException($"Build the engine first; there is no {assembly}.");
        }

        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { assembly, "--urls", address.ToString().TrimEnd('/'), "--data", data },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in options)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        Keep(process, log);
        var engine = new EngineProcess(process, address, process.Id);
        await engine.WaitUntilReady(log, cancel);
        return engine;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is null)
        {
            return;
        }

        if (!_process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", Pid.ToString(CultureInfo.InvariantCulture)]);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill();
            }
        }

        _process.Dispose();
    }

    private async Task WaitUntilReady(string log, CancellationToken cancel)
    {
        using var http = new HttpClient { BaseAddress = Address };
        for (var tries = 0; tries < 600; tries++)
        {
            if (_process!.HasExited)
            {
                throw new InvalidOperationException($"The engine ended with {_process.ExitCode}; see {log}.");
            }

            try
            {
                using var ready = await http.GetAsync("/readyz", cancel);
                if (ready.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(100, cancel);
        }

        throw new TimeoutException($"The engine is not ready after a minute; see {log}.");
    }

    private static void Keep(Process process, string log)
    {
        var writer = TextWriter.Synchronized(new StreamWriter(log) { AutoFlush = true });
        process.OutputDataReceived += (_, line) => writer.WriteLine(line.Data);
        process.ErrorDataReceived += (_, line) => writer.WriteLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private long Status(string name)
    {
        var line = File.ReadLines($"/proc/{Pid}/status").FirstOrDefault(it => it.StartsWith(name, StringComparison.Ordinal));
        return line is null ? 0 : 1024 * Number(line[name.Length..].Replace("kB", "", StringComparison.Ordinal));
    }

    private static long Number(string text) => long.Parse(text.Trim(), CultureInfo.InvariantCulture);
}

using System.Diagnostics;
using System.Globalization;
using Clearance.Testing.Stores;

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
    public static Task<EngineProcess> Start(
        string assembly, string data, string log, CancellationToken cancel, params IEnumerable<(string Name, string Value)> options) =>
        StartAt(FreePort.Find(), assembly, data, log, cancel, options);

    /// <summary>Starts an engine on a port and waits until it is ready.</summary>
    public static Task<EngineProcess> StartAt(
        int port, string assembly, string data, string log, CancellationToken cancel,
        params IEnumerable<(string Name, string Value)> options)
    {
        if (!File.Exists(assembly))
        {
            throw new FileNotFoundException($"Build the engine first; there is no {assembly}.");
        }

        return StartProgram(
            OnThisMachine(port), [assembly, "--urls", OnThisMachine(port).ToString().TrimEnd('/'), "--data", data], log, cancel, options);
    }

    /// <summary>Starts a program that will answer "/readyz" at an address, and waits until it does.</summary>
    public static async Task<EngineProcess> StartProgram(
        Uri address, IEnumerable<string> arguments, string log, CancellationToken cancel,
        params IEnumerable<(string Name, string Value)> options)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
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

    /// <summary>An address of this machine where nobody listens.</summary>
    public static Uri NewAddress() => OnThisMachine(FreePort.Find());

    /// <summary>An address of this machine.</summary>
    public static Uri OnThisMachine(int port) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));

    /// <summary>Ends it as if the power went.</summary>
    public async Task Kill()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>It runs no further until it is told to go on.</summary>
    public void StandStill() => Signal("STOP");

    /// <summary>It goes on.</summary>
    public void GoOn() => Signal("CONT");

    /// <summary>Whether it ended within a time.</summary>
    public async Task<bool> Ended(TimeSpan within)
    {
        using var patience = new CancellationTokenSource(within);
        try
        {
            await _process!.WaitForExitAsync(patience.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is null)
        {
            return;
        }

        if (!_process.HasExited)
        {
            Signal("TERM");
            if (!await Ended(TimeSpan.FromSeconds(30)))
            {
                _process.Kill();
            }
        }

        _process.Dispose();
    }

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", Pid.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private async Task WaitUntilReady(string log, CancellationToken cancel)
    {
        using var http = new HttpClient { BaseAddress = Address };
        for (var tries = 0; tries < 600; tries++)
        {
            if (_process!.HasExited)
            {
                throw new InvalidOperationException($"The program ended with {_process.ExitCode}; see {log}.");
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

        throw new TimeoutException($"The program is not ready after a minute; see {log}.");
    }

    private static void Keep(Process process, string log)
    {
        var writer = TextWriter.Synchronized(new StreamWriter(log) { AutoFlush = true });
        process.OutputDataReceived += (_, line) => writer.WriteLine(line.Data);
        process.ErrorDataReceived += (_, line) => writer.WriteLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private long Status(string name)
    {
        var line = File.ReadLines($"/proc/{Pid}/status").FirstOrDefault(it => it.StartsWith(name, StringComparison.Ordinal));
        return line is null ? 0 : 1024 * Number(line[name.Length..].Replace("kB", "", StringComparison.Ordinal));
    }

    private static long Number(string text) => long.Parse(text.Trim(), CultureInfo.InvariantCulture);
}

using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using Clearance.Client;
using Clearance.Testing.Stores;

namespace Clearance.Silo.Tests.Running;

/// <summary>The engine as operators run it: a process of its own, on a free port of this machine, with a data folder.</summary>
public sealed partial class EngineProcess : IAsyncDisposable
{
    private const int TerminateSignal = 15;
    private const int ContinueSignal = 18;
    private const int StopSignal = 19;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly string[] options;
    private readonly StringBuilder output = new();
    private readonly bool ownsData;
    private readonly string? diskSize;
    private readonly (string Name, string Value)[] environment;
    private Process? process;
    private HttpClient? http;

    private EngineProcess(string? data, string[] options, string? diskSize = null, (string Name, string Value)[]? environment = null)
    {
        this.environment = environment ?? [];
        this.diskSize = diskSize;
        this.options = options;
        ownsData = data is null;
        Data = data ?? Directory.CreateTempSubdirectory("clearance-").FullName;
    }

    /// <summary>The data folder.</summary>
    public string Data { get; }

    /// <summary>Where it listens; another port after each start.</summary>
    public Uri Url => Http.BaseAddress!;

    /// <summary>A connection to it.</summary>
    public HttpClient Http => http ?? throw new InvalidOperationException("The engine does not run.");

    /// <summary>The same, typed.</summary>
    public ClearanceClient Client => new(Http);

    /// <summary>The process.</summary>
    public Process Process => process ?? throw new InvalidOperationException("The engine does not run.");

    /// <summary>Everything it printed since it was first started.</summary>
    public string Output
    {
        get
        {
            lock (output)
            {
                return output.ToString();
            }
        }
    }

    private static string Assembly { get; } =
        TestProject().Replace(AppContext.BaseDirectory, "/silo/Clearance.Silo/bin/") + "Clearance.Silo.dll";

    /// <summary>Starts an engine and waits until it is ready.</summary>
    public static Task<EngineProcess> Start(params string[] options) => StartIn(null, options);

    /// <summary>Starts an engine on a data folder that is not its own, and waits until it is ready.</summary>
    public static Task<EngineProcess> StartIn(string? data, params string[] options) => Start(new EngineProcess(data, options));

    /// <summary>Starts an engine with variables of its environment, and waits until it is ready.</summary>
    public static Task<EngineProcess> StartWith((string Name, string Value)[] environment, params string[] options) =>
        Start(new EngineProcess(null, options, environment: environment));

    /// <summary>Starts an engine with its data on a small disk, which is empty after every end, and waits until it is ready.</summary>
    public static Task<EngineProcess> StartOnDisk(string size) => Start(new EngineProcess(null, [], size));

    /// <summary>Starts an engine that may never be ready, and waits until it listens.</summary>
    public static Task<EngineProcess> StartUnready(params string[] options) => Start(new EngineProcess(null, options), static it => it.Listen());

    /// <summary>Fills that disk to the last byte.</summary>
    /// <returns>The file to delete so that there is room again.</returns>
    public string FillDisk() => SmallDisk.Fill(Process.Id, Data);

    /// <summary>Runs the program to its end, for options it refuses.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> Run(
        IEnumerable<string> options, params (string Name, string Value)[] environment)
    {
        using var process = Launch(["dotnet"], options, environment);
        var error = process.StandardError.ReadToEndAsync();
        var text = await process.StandardOutput.ReadToEndAsync();
        using var late = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(late.Token);
        return (process.ExitCode, text, await error);
    }

    /// <summary>Starts it again on the same data folder.</summary>
    public async Task Restart()
    {
        await Listen();
        await Client.WaitReady(Patience);
    }

    /// <summary>Kills it as a power cut would: nothing is said to it.</summary>
    public async Task Kill()
    {
        Process.Kill();
        await Process.WaitForExitAsync();
    }

    /// <summary>Asks it to stop, as a service manager does.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> Stop()
    {
        Terminate();
        using var late = new CancellationTokenSource(Patience);
        await Process.WaitForExitAsync(late.Token);
        return Process.ExitCode;
    }

    /// <summary>Stands still until <see cref="GoOn"/>, as in a suspended machine: nothing is answered and nothing is closed.</summary>
    public void StandStill() => SendSignal(Process.Id, StopSignal).ShouldBe(0);

    /// <summary>Goes on.</summary>
    public void GoOn() => SendSignal(Process.Id, ContinueSignal).ShouldBe(0);

    /// <summary>Asks it to stop and does not wait.</summary>
    public void Terminate() => _ = SendSignal(Process.Id, TerminateSignal);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        http?.Dispose();
        if (process is not null)
        {
            if (!process.HasExited)
            {
                await Kill();
            }

            process.Dispose();
        }

        if (ownsData)
        {
            Directory.Delete(Data, recursive: true);
        }
    }

    private static async Task<EngineProcess> Start(EngineProcess engine, Func<EngineProcess, Task>? start = null)
    {
        try
        {
            await (start ?? (static it => it.Restart()))(engine);
            return engine;
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    private async Task Listen()
    {
        http?.Dispose();
        process?.Dispose();
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        string[] command = diskSize is null ? ["dotnet"] : [.. SmallDisk.For(diskSize, Data, Environment.UserName), "dotnet"];
        string[] urls = options.Contains("--urls") ? [] : ["--urls", "http://127.0.0.1:0"];
        process = Launch(command, [.. urls, "--data", Data, .. options], environment);
        _ = Collect(process.StandardOutput, listening);
        _ = Collect(process.StandardError, null);
        var exited = process.WaitForExitAsync();
        var first = await Task.WhenAny(listening.Task, exited, Task.Delay(Patience));
        if (first != listening.Task)
        {
            throw new InvalidOperationException($"The engine did not start: {Output}");
        }

        http = new HttpClient { BaseAddress = await listening.Task, Timeout = Patience };
    }

    private static Process Launch(
        string[] command, IEnumerable<string> options, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(command[0], [.. command[1..], Assembly, .. options])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private async Task Collect(StreamReader reader, TaskCompletionSource<Uri>? listening)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (output)
            {
                output.AppendLine(line);
            }

            if (Listening().Match(line) is { Success: true } match)
            {
                listening?.TrySetResult(new Uri(match.Groups["url"].Value));
            }
        }
    }

    [GeneratedRegex(@"^Clearance .* listening on (?<url>https?://127\.0\.0\.1:\d+)")]
    private static partial Regex Listening();

    [GeneratedRegex("/tests/[^/]+/bin/")]
    private static partial Regex TestProject();

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int pid, int signal);
}

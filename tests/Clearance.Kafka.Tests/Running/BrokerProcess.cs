using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Clearance.Kafka.Tests.Running;

/// <summary>A broker as deploy/local-kafka.sh starts it, with a folder of its own.</summary>
/// <param name="properties">A file of its own properties; null: it has none.</param>
internal sealed class BrokerProcess(string? properties = null) : IAsyncDisposable
{
    private const int TerminateSignal = 15;
    private const int KillSignal = 9;
    private const int StopSignal = 19;
    private const int ContinueSignal = 18;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private Process? _script;

    /// <summary>Where its log is, and its tools.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("clearance-kafka-").FullName;

    /// <summary>Where its ZooKeeper listens.</summary>
    public string ZooKeeper => $"127.0.0.1:{File.ReadAllText(Path.Combine(Folder, "ports")).Split(' ')[0]}";

    /// <summary>Where it listens.</summary>
    public string Bootstrap { get; private set; } = "";

    /// <summary>A script of the project's.</summary>
    public static string Script(string name)
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "deploy", name)))
        {
            root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException($"deploy/{name} is not there.");
        }

        return Path.Combine(root, "deploy", name);
    }

    /// <summary>Starts one that has properties of its own.</summary>
    public static async Task<BrokerProcess> StartWith(string properties)
    {
        var broker = new BrokerProcess(properties);
        try
        {
            await broker.Start();
            return broker;
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it, where it was before if it was killed.</summary>
    public async Task Start()
    {
        string[] arguments = [Script("local-kafka.sh"), Folder, .. properties is null ? Array.Empty<string>() : [properties]];
        _script = Process.Start(new ProcessStartInfo("bash", arguments) { RedirectStandardOutput = true })!;
        using var late = new CancellationTokenSource(TimeSpan.FromMinutes(7));
        while (await _script.StandardOutput.ReadLineAsync(late.Token) is { } line)
        {
            if (line.StartsWith("Kafka listens on ", StringComparison.Ordinal))
            {
                Bootstrap = line.Split(' ')[^1];
                return;
            }
        }

        throw new InvalidOperationException("The broker did not start; it says why above.");
    }

    /// <summary>It hears nothing until it is continued.</summary>
    public void Pause() => Signal(StopSignal);

    /// <summary>Goes on after a pause.</summary>
    public void Resume() => Signal(ContinueSignal);

    /// <summary>Kills it as a power cut would, the disk's cache excepted; what looks after it ends too.</summary>
    public async Task Kill()
    {
        Signal(KillSignal);
        await _script!.WaitForExitAsync();
        _script.Dispose();
        _script = null;
    }

    /// <summary>Runs commands of the broker's own tools, as an administrator does.</summary>
    public async Task Administer(string commands)
    {
        var start = new ProcessStartInfo("bash", ["-e", "-c", commands]) { RedirectStandardOutput = true };
        start.Environment["PATH"] = $"{Folder}:{start.Environment["PATH"]}";
        using var tool = Process.Start(start)!;
        var output = await tool.StandardOutput.ReadToEndAsync();
        tool.WaitForExit(Patience).ShouldBeTrue(output);
        tool.ExitCode.ShouldBe(0, output);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_script is { HasExited: false })
        {
            Resume();
            _ = SendSignal(_script.Id, TerminateSignal);
            await _script.WaitForExitAsync();
        }

        _script?.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private void Signal(int signal) => SendSignal(
        int.Parse(File.ReadAllText(Path.Combine(Folder, "kafka.pid")), CultureInfo.InvariantCulture), signal).ShouldBe(0);

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int pid, int signal);
}

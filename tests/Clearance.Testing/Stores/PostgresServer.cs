using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Npgsql;
using Shouldly;

namespace Clearance.Testing.Stores;

/// <summary>
/// A PostgreSQL server of the test's own, on a free port of this machine, in a temporary folder, as careful with its files as a
/// real one. It may be killed, and started again on the same port.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const int Interrupt = 2;
    private const int Slay = 9;
    private const int Continue = 18;
    private const int Pause = 19;

    /// <summary>The server refuses to run as root; Debian's package makes this user for it.</summary>
    private const string ServerUser = "postgres";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly string _folder;
    private readonly int _port;
    private readonly string? _smallDisk;
    private Process? _process;

    private PostgresServer(string folder, int port, string? smallDisk)
    {
        _folder = folder;
        _port = port;
        _smallDisk = smallDisk;
    }

    /// <summary>How to reach its first database.</summary>
    public string Connection => string.Create(
        CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={_port};Username=postgres;Database=postgres");

    /// <summary>Its port.</summary>
    public int Port => _port;

    /// <summary>
    /// A folder on a disk of its own that only the server sees, and that is gone when the server is: for a tablespace.
    /// </summary>
    public string DiskFolder => Path.Combine(_folder, "small");

    /// <summary>Makes a server and starts it.</summary>
    /// <param name="smallDisk">The size of <see cref="DiskFolder"/>, as mount reads it; null: there is none.</param>
    public static async Task<PostgresServer> Create(string? smallDisk = null)
    {
        var folder = Directory.CreateTempSubdirectory("clearance-postgres-").FullName;
        var server = new PostgresServer(folder, FreePort.Find(), smallDisk);
        try
        {
            if (Environment.IsPrivilegedProcess)
            {
                await Commands.Run("chown", ServerUser, folder);
            }

            await Commands.Run([.. AsServer("initdb"), "-D", server.Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]);
            await server.Start();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it, and waits until it answers.</summary>
    public async Task Start()
    {
        var late = Stopwatch.StartNew();
        while (true)
        {
            _process?.Dispose();
            _process = Commands.Launch(
            [
                .. OnSmallDisk(), .. AsServer("postgres"), "-D", Data, "-c", "listen_addresses=127.0.0.1", "-c", $"port={_port}",
                "-c", "unix_socket_directories=", "-c", "shared_buffers=64MB", "-c", "max_connections=200",
            ]);
            _ = _process.StandardOutput.ReadToEndAsync();
            var log = _process.StandardError.ReadToEndAsync();
            if (await Answers())
            {
                return;
            }

            // One that was killed leaves processes behind that end soon; until then their memory keeps the next one out.
            late.Elapsed.ShouldBeLessThan(Patience, _process.HasExited ? await log : "it does not answer");
            await Task.Delay(100);
        }
    }

    /// <summary>Kills it as a power cut would, the disk's cache excepted: all of its processes, none of which does another step.</summary>
    public async Task Kill()
    {
        // The first one stands still before the others are looked for: it would start new ones.
        _ = SendSignal(_process!.Id, Pause);
        foreach (var process in Others().Append(_process.Id).ToArray())
        {
            _ = SendSignal(process, Slay);
        }

        await _process.WaitForExitAsync();
    }

    /// <summary>Stands still, all of its processes, until <see cref="GoOn"/>: nothing is answered and nothing is closed.</summary>
    public void StandStill() => SignalAll(Pause);

    /// <summary>Goes on.</summary>
    public void GoOn() => SignalAll(Continue);

    /// <summary>Fills its small disk to the last byte.</summary>
    /// <returns>The file to delete so that there is room again.</returns>
    public string FillDisk() => SmallDisk.Fill(_process!.Id, DiskFolder);

    /// <summary>Stops it and removes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false } process)
        {
            _ = SendSignal(process.Id, Interrupt);
            using var late = new CancellationTokenSource(Patience);
            await process.WaitForExitAsync(late.Token);
        }

        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string[] OnSmallDisk()
    {
        if (_smallDisk is null)
        {
            return [];
        }

        Directory.CreateDirectory(DiskFolder);
        return SmallDisk.For(_smallDisk, DiskFolder, ServerUser);
    }

    /// <summary>The first one first: it starts the others.</summary>
    private void SignalAll(int signal)
    {
        _ = SendSignal(_process!.Id, signal);
        foreach (var process in Others())
        {
            _ = SendSignal(process, signal);
        }
    }

    /// <summary>The processes that the first one has started.</summary>
    private IEnumerable<int> Others() => Directory.GetDirectories("/proc")
        .Where(folder => int.TryParse(Path.GetFileName(folder), out _) && ParentOf(folder) == _process!.Id)
        .Select(static folder => int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture));

    private static int ParentOf(string process)
    {
        try
        {
            // "pid (name) state parent …"; the name may hold anything.
            var stat = File.ReadAllText(Path.Combine(process, "stat"));
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private string Data => Path.Combine(_folder, "data");

    private async Task<bool> Answers()
    {
        while (!_process!.HasExited)
        {
            try
            {
                await using var connection = new NpgsqlConnection(Connection + ";Pooling=false");
                await connection.OpenAsync();
                return true;
            }
            catch (NpgsqlException)
            {
                await Task.Delay(50);
            }
        }

        return false;
    }

    private static string[] AsServer(string program) => Environment.IsPrivilegedProcess
        ? ["setpriv", $"--reuid={ServerUser}", $"--regid={ServerUser}", "--init-groups", Find(program)]
        : [Find(program)];

    private static string Find(string program)
    {
        const string Debian = "/usr/lib/postgresql";
        var versions = Directory.Exists(Debian) ? Directory.GetDirectories(Debian) : [];
        var folders = versions.OrderByDescending(static it => it.Length).ThenByDescending(static it => it, StringComparer.Ordinal)
            .Select(static version => Path.Combine(version, "bin"))
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'));
        return folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException($"PostgreSQL's '{program}' is missing: apt-get install postgresql");
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int pid, int signal);
}

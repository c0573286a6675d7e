using System.Globalization;
using System.Text.Json;
using Clearance.Testing.Stores;

namespace Clearance.LoadTests.Peers;

/// <summary>Starts the engine, or a peer, on a store.</summary>
internal sealed class PeerProcesses(PeersOptions options)
{
    /// <summary>How the engine's process runs (its runtimeconfig.json); a peer's runs as it does.</summary>
    private static readonly (string, string)[] AsTheEngine =
        [("DOTNET_gcServer", "1"), ("DOTNET_TieredPGO", "0"), ("DOTNET_GCDynamicAdaptationMode", "0")];

    private int _logs;

    /// <summary>What the one that was started last prints.</summary>
    public string LastLog { get; private set; } = "";

    /// <summary>What the engine wrote, once it has been measured: by store.</summary>
    public Dictionary<PeerStoreKind, StoreShape> Shapes { get; } = [];

    /// <summary>Starts it, and waits until it is ready.</summary>
    public Task<EngineProcess> Start(PeerKind kind, PeerSetting setting, string reach, CancellationToken cancel) => kind.IsEngine
        ? Engine(kind, reach, cancel)
        : Peer(kind.Name, setting, reach, Shapes.GetValueOrDefault(kind.Store), cancel);

    /// <summary>Starts a peer.</summary>
    public Task<EngineProcess> Peer(
        string name, PeerSetting setting, string reach, StoreShape? shape, CancellationToken cancel)
    {
        var port = FreePort.Find();
        return EngineProcess.StartProgram(
            EngineProcess.OnThisMachine(port),
            [
                typeof(PeerProcesses).Assembly.Location, "peer-host", name, "--port", Text(port), "--connections", Text(setting.Connections),
                "--most", Text(setting.Most),
            ],
            Log(), cancel,
            [.. AsTheEngine, (PeerHostCommand.StoreVariable, reach), (PeerHostCommand.ShapeVariable, JsonSerializer.Serialize(shape))]);
    }

    private Task<EngineProcess> Engine(PeerKind kind, string reach, CancellationToken cancel) =>
        kind.Store == PeerStoreKind.EngineFolder
            ? EngineProcess.Start(options.Silo, reach, Log(), cancel)
            : EngineProcess.Start(
                options.Silo, Path.Combine(options.Folder, "engine"), Log(), cancel,
                ("Clearance__Store__Provider", "postgres"),
                ("Clearance__Store__Postgres__ConnectionString", reach),
                ("Clearance__Store__Postgres__Lanes", Text(options.Lanes)));

    private string Log() => LastLog = Path.Combine(options.Folder, $"process-{_logs++}.log");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

using System.CommandLine;
using System.Text.Json;

namespace Clearance.LoadTests.Peers;

/// <summary>A peer in a process of its own, so that its CPU is known and the generator's is not in it.</summary>
internal static class PeerHostCommand
{
    /// <summary>Where its store is: not on the command line, which everybody may read.</summary>
    public const string StoreVariable = "PEER_STORE";

    /// <summary>The engine's rows, for the peer that writes them without the engine.</summary>
    public const string ShapeVariable = "PEER_SHAPE";

    private static readonly Argument<string> Name = new("peer") { Description = "Which one." };
    private static readonly Option<int> Port = Cli.Default("--port", 5081, "Where it listens.");
    private static readonly Option<int> Connections = Cli.Default("--connections", 1, "To its store.");
    private static readonly Option<int> Most = Cli.Default("--most", 1, "Events in a transaction, at most.");

    public static Command Create()
    {
        Name.AcceptOnlyFromAmong(
            PeerNames.PerEvent, PeerNames.PerCall, PeerNames.SetBased, PeerNames.DictionaryPostgres, PeerNames.DictionarySqlite,
            PeerNames.Redis, PeerNames.Bytes);
        var command = new Command("peer-host", "Serves one of the peers; peers starts it.") { Name, Port, Connections, Most };
        command.SetAction((parsed, cancel) => Run(
            parsed.GetValue(Name)!, parsed.GetValue(Port), parsed.GetValue(Connections), parsed.GetValue(Most), cancel));
        return command;
    }

    private static async Task Run(string name, int port, int connections, int most, CancellationToken cancel)
    {
        var store = Environment.GetEnvironmentVariable(StoreVariable)
            ?? throw new InvalidOperationException($"{StoreVariable} is not set.");
        if (name == PeerNames.Bytes)
        {
            await PeerHost.Run(port, BytesHost.Handler(store), cancel);
            return;
        }

        await using var peer = await Open(name, store, connections, most, cancel);
        await PeerHost.Run(port, PeerHost.Handler(peer), cancel);
    }

    private static async Task<IPeer> Open(string name, string store, int connections, int most, CancellationToken cancel)
    {
        var taxpayers = new List<string>();
        return name switch
        {
            PeerNames.PerEvent => await PostgresPeer.PerEvent(store, connections),
            PeerNames.PerCall => await PostgresPeer.PerCall(store, connections),
            PeerNames.SetBased => await PostgresPeer.SetBased(store, connections, most),
            PeerNames.Redis => await RedisPeer.Open(store, connections, most),
            PeerNames.DictionaryPostgres => new DictionaryPeer(
                taxpayers, new PostgresBareRows(await PostgresBareWriter.Open(store, Shape(), taxpayers, cancel)), most),
            PeerNames.DictionarySqlite => new DictionaryPeer(
                taxpayers, new SqliteBareRows(new BareWriter(store, StoreShape.Of(store), Shape(), taxpayers)), most),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such peer."),
        };
    }

    private static StoreShape Shape() => JsonSerializer.Deserialize<StoreShape>(
        Environment.GetEnvironmentVariable(ShapeVariable) ?? throw new InvalidOperationException($"{ShapeVariable} is not set."))!;
}

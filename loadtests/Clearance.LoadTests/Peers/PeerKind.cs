using System.Globalization;

namespace Clearance.LoadTests.Peers;

/// <summary>Where a peer, or the engine, keeps what it knows.</summary>
internal enum PeerStoreKind
{
    /// <summary>A database with the engine's tables.</summary>
    EngineDatabase,

    /// <summary>A database with the peers' tables.</summary>
    PeerDatabase,

    /// <summary>A folder with the engine's embedded store.</summary>
    EngineFolder,

    /// <summary>A Redis of its own.</summary>
    Redis,
}

/// <summary>How a peer is set up.</summary>
/// <param name="Connections">To its store.</param>
/// <param name="Most">Events in a transaction, or under way on a connection, at most.</param>
internal readonly record struct PeerSetting(int Connections, int Most)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Connections} connection{(Connections == 1 ? "" : "s")}, {Most} at once");
}

/// <summary>A way of doing it that is measured.</summary>
/// <param name="Letter">As the README has it; of the engine, its name.</param>
/// <param name="Name">Of <see cref="PeerNames"/>; empty: the engine.</param>
/// <param name="Title">For the report.</param>
/// <param name="Store">What it needs.</param>
/// <param name="Body">Events in a body: a peer that takes one at a time gains nothing by larger ones.</param>
/// <param name="Settings">What is tried.</param>
internal sealed record PeerKind(
    string Letter, string Name, string Title, PeerStoreKind Store, int Body, IReadOnlyList<PeerSetting> Settings)
{
    private const int SmallBody = 100;
    private const int LargeBody = 500;

    /// <summary>Whether it is the engine.</summary>
    public bool IsEngine => Name.Length == 0;

    /// <summary>The store of the engine that a target is about.</summary>
    public PeerStoreKind EngineStore => Store == PeerStoreKind.EngineFolder ? Store : PeerStoreKind.EngineDatabase;

    /// <summary>The engine over PostgreSQL.</summary>
    public static PeerKind Engine { get; } = new(
        "engine", "", "the engine, PostgreSQL", PeerStoreKind.EngineDatabase, LargeBody, [default]);

    /// <summary>The engine over its embedded store.</summary>
    public static PeerKind EmbeddedEngine { get; } = new(
        "engine, SQLite", "", "the engine, SQLite", PeerStoreKind.EngineFolder, LargeBody, [default]);

    /// <summary>Those that take events.</summary>
    public static IEnumerable<PeerKind> All(PeersOptions options)
    {
        PeerSetting[] oneByOne = [.. options.Connections.Select(static connections => new PeerSetting(connections, 1))];
        int[] lanes = [1, 2];
        PeerSetting[] groups = [.. lanes.SelectMany(lane => options.Groups.Select(most => new PeerSetting(lane, most)))];
        PeerSetting[] writers = [.. options.Groups.Where(static most => most >= LargeBody).DefaultIfEmpty(LargeBody)
            .Select(static most => new PeerSetting(1, most))];
        PeerSetting[] pipelines = [new(1, 100), new(1, 1_000), new(4, 250), new(16, 64)];
        return
        [
            new("(a)", PeerNames.PerEvent, "PostgreSQL, a transaction for each event from .NET", PeerStoreKind.PeerDatabase, SmallBody, oneByOne),
            new("(b)", PeerNames.PerCall, "PostgreSQL, a call of PL/pgSQL for each event", PeerStoreKind.PeerDatabase, SmallBody, oneByOne),
            new("(c)", PeerNames.SetBased, "PostgreSQL, groups of events as sets", PeerStoreKind.PeerDatabase, LargeBody, groups),
            new("(d)", PeerNames.DictionaryPostgres, "a dictionary and the bare writer, PostgreSQL", PeerStoreKind.EngineDatabase, LargeBody, writers),
            new("(d), SQLite", PeerNames.DictionarySqlite, "a dictionary and the bare writer, SQLite", PeerStoreKind.EngineFolder, LargeBody, writers),
            new("(f)", PeerNames.Redis, "Redis, a script for each event, AOF always", PeerStoreKind.Redis, LargeBody, pipelines),
        ];
    }
}

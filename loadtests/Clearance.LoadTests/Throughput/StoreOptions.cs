namespace Clearance.LoadTests;

/// <summary>Which stores a run measures, and what is in them before it.</summary>
internal sealed record StoreOptions
{
    /// <summary>Where stores are kept while measuring; removed afterwards.</summary>
    public required string Folder { get; init; }

    /// <summary>sqlite, postgres or adonet.</summary>
    public required string Provider { get; init; }

    /// <summary>A PostgreSQL server and a role that may create databases.</summary>
    public string? Connection { get; init; }

    /// <summary>Groups of commits PostgreSQL is given at once.</summary>
    public required int Lanes { get; init; }

    /// <summary>Ids in the registry before the run.</summary>
    public required long Preload { get; init; }

    /// <summary>A store preloaded earlier, to be copied; made when it is not there.</summary>
    public string? Template { get; init; }

    /// <summary>The engine's data folder.</summary>
    public string EngineFolder => Path.Combine(Folder, "engine");

    /// <summary>The stores.</summary>
    public IThroughputStore ToStore() => Provider switch
    {
        "postgres" => new PostgresThroughput(this),
        "adonet" => new AdoNetThroughput(this),
        _ => new SqliteThroughput(this),
    };
}

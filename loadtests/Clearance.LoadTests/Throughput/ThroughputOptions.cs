namespace Clearance.LoadTests;

/// <summary>What a throughput run is asked for.</summary>
internal sealed record ThroughputOptions
{
    /// <summary>The engine's assembly, to be started; null with <see cref="Url"/>.</summary>
    public string? Silo { get; init; }

    /// <summary>An engine that runs already.</summary>
    public Uri? Url { get; init; }

    /// <summary>That engine's process, for its CPU and memory; 0: not measured.</summary>
    public int Pid { get; init; }

    /// <summary>Where stores are kept while measuring; removed afterwards.</summary>
    public required string Folder { get; init; }

    /// <summary>Whether the store is PostgreSQL; else the embedded one.</summary>
    public required bool Postgres { get; init; }

    /// <summary>A PostgreSQL server and a role that may create databases.</summary>
    public string? Connection { get; init; }

    /// <summary>Groups of commits PostgreSQL is given at once.</summary>
    public required int Lanes { get; init; }

    /// <summary>The engine's data folder.</summary>
    public string EngineFolder => Path.Combine(Folder, "engine");

    /// <summary>Ids in the registry before the run.</summary>
    public required long Preload { get; init; }

    /// <summary>A store preloaded earlier, to be copied; made when it is not there.</summary>
    public string? Template { get; init; }

    /// <summary>Events in a body.</summary>
    public required int Batch { get; init; }

    /// <summary>Bodies in flight.</summary>
    public required int Connections { get; init; }

    /// <summary>The measured time, at most.</summary>
    public required TimeSpan Length { get; init; }

    /// <summary>The time before it, at most.</summary>
    public required TimeSpan WarmUp { get; init; }

    /// <summary>Events made ready, at most; the run ends when they are used up.</summary>
    public required int Events { get; init; }

    /// <summary>How many taxpayers.</summary>
    public required int Taxpayers { get; init; }

    /// <summary>How unequal they are.</summary>
    public required double Skew { get; init; }

    /// <summary>Where the report goes, beside the console.</summary>
    public string? Report { get; init; }
}

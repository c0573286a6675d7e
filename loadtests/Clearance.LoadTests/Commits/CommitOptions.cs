namespace Clearance.LoadTests;

/// <summary>What a commit run is asked for.</summary>
internal sealed record CommitOptions
{
    /// <summary>Whether the store is PostgreSQL; else the embedded one.</summary>
    public required bool Postgres { get; init; }

    /// <summary>A PostgreSQL server and a role that may create databases.</summary>
    public string? Connection { get; init; }

    /// <summary>Units to a group, one measurement after another.</summary>
    public required IReadOnlyList<int> Groups { get; init; }

    /// <summary>Groups in flight at once, one measurement after another.</summary>
    public required IReadOnlyList<int> Lanes { get; init; }

    /// <summary>Ids in the registry before the run.</summary>
    public required long Earlier { get; init; }

    /// <summary>The time of each measurement.</summary>
    public required TimeSpan Length { get; init; }

    /// <summary>How many taxpayers.</summary>
    public required int Taxpayers { get; init; }

    /// <summary>Where the report goes, beside the console.</summary>
    public string? Report { get; init; }
}

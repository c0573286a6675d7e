namespace Clearance.LoadTests;

/// <summary>What a run over the hosts is asked for.</summary>
internal sealed record HostsOptions
{
    /// <summary>Where stores are kept while measuring; removed afterwards.</summary>
    public required string Folder { get; init; }

    /// <summary>Open declarations that are weighed and asked.</summary>
    public required int Declarations { get; init; }

    /// <summary>Of how many taxpayers, and how many bring events.</summary>
    public required int Taxpayers { get; init; }

    /// <summary>How many callers at once, one measurement after another.</summary>
    public required IReadOnlyList<int> Callers { get; init; }

    /// <summary>The time of each measurement.</summary>
    public required TimeSpan Length { get; init; }

    /// <summary>A PostgreSQL server and a role that may create databases, for a cluster.</summary>
    public string? Connection { get; init; }

    /// <summary>Where the report goes, beside the console.</summary>
    public string? Report { get; init; }

    /// <summary>The time before each measurement.</summary>
    public TimeSpan WarmUp => Length / 2;
}

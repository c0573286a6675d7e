namespace Clearance.LoadTests;

/// <summary>What happens to a cluster, and under which load.</summary>
internal sealed record ClusterOptions
{
    /// <summary>The engine's assembly, of a build with Orleans.</summary>
    public required string Silo { get; init; }

    /// <summary>A PostgreSQL server and a role that may create databases.</summary>
    public required string? Connection { get; init; }

    /// <summary>Where logs are kept while measuring.</summary>
    public required string Folder { get; init; }

    /// <summary>How many silos.</summary>
    public required int Silos { get; init; }

    /// <summary>How often one of them is killed.</summary>
    public required int Kills { get; init; }

    /// <summary>How long one of them stands still.</summary>
    public required TimeSpan Still { get; init; }

    /// <summary>How long a rate is measured, and how long the load goes on after something happened.</summary>
    public required TimeSpan Calm { get; init; }

    /// <summary>The part of the measured rate that is offered while things happen.</summary>
    public required double Share { get; init; }

    /// <summary>Declarations in a body.</summary>
    public required int Batch { get; init; }

    /// <summary>The part of the stories in which another taxpayer pays, by a number that is none, and officers move the money.</summary>
    public required double Moved { get; init; }

    /// <summary>Questions a second.</summary>
    public required int Queries { get; init; }

    /// <summary>How many taxpayers.</summary>
    public required int Taxpayers { get; init; }

    /// <summary>A Markdown file for the result.</summary>
    public required string? Report { get; init; }
}

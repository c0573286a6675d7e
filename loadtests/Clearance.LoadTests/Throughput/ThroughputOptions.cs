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

    /// <summary>What it is started on.</summary>
    public required StoreOptions Store { get; init; }

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

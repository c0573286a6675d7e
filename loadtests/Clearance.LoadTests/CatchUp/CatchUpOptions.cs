namespace Clearance.LoadTests;

/// <summary>What a run is asked for.</summary>
internal sealed record CatchUpOptions
{
    /// <summary>The engine's assembly, to be started; null with <see cref="Url"/>.</summary>
    public string? Silo { get; init; }

    /// <summary>What it is started on.</summary>
    public required StoreOptions Store { get; init; }

    /// <summary>An engine that runs already.</summary>
    public Uri? Url { get; init; }

    /// <summary>That engine's process, for its CPU and memory; 0: not measured.</summary>
    public required int Pid { get; init; }

    /// <summary>Processes whose CPU counts as well, each with its children.</summary>
    public required IReadOnlyList<int> Others { get; init; }

    /// <summary>The brokers.</summary>
    public required string Bootstrap { get; init; }

    /// <summary>Further properties of Kafka's client.</summary>
    public required IReadOnlyDictionary<string, string> Client { get; init; }

    /// <summary>Whether an engine that is started publishes its decisions.</summary>
    public required bool Publish { get; init; }

    /// <summary>What an engine that is started is told of the brokers, by its environment.</summary>
    public IEnumerable<(string Name, string Value)> EngineOptions =>
    [
        ("Clearance__Kafka__Bootstrap", Bootstrap),
        ("Clearance__Kafka__Publish", Publish ? "true" : "false"),
        .. Client.Select(static property => ($"Clearance__Kafka__Client__{property.Key}", property.Value)),
    ];

    /// <summary>Events measured.</summary>
    public required int Events { get; init; }

    /// <summary>Events before them.</summary>
    public required int WarmUp { get; init; }

    /// <summary>How many taxpayers.</summary>
    public required int Taxpayers { get; init; }

    /// <summary>How unequal they are.</summary>
    public required double Skew { get; init; }

    /// <summary>Where the report goes, beside the console.</summary>
    public string? Report { get; init; }
}

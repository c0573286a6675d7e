using Clearance.LoadTests.Open.Profiles;
using Clearance.LoadTests.Open.Ways;

namespace Clearance.LoadTests.Open;

/// <summary>What a run is asked for.</summary>
internal sealed record OpenOptions
{
    /// <summary>What is offered.</summary>
    public required LoadProfile Profile { get; init; }

    /// <summary>Same seed, same events at the same times.</summary>
    public required int Seed { get; init; }

    /// <summary>Where events go; null: to the engine, over HTTP.</summary>
    public required Brokers? Brokers { get; init; }

    /// <summary>The engine's assembly, to be started; null with <see cref="Url"/>.</summary>
    public string? Silo { get; init; }

    /// <summary>What it is started on.</summary>
    public required StoreOptions Store { get; init; }

    /// <summary>An engine that runs already.</summary>
    public Uri? Url { get; init; }

    /// <summary>That engine's process; 0: it is not looked at.</summary>
    public required int Pid { get; init; }

    /// <summary>Processes of brokers, each with what descends from it.</summary>
    public required IReadOnlyList<int> BrokerProcesses { get; init; }

    /// <summary>Whether the greatest rate is looked for that is carried.</summary>
    public required bool FindLimit { get; init; }

    /// <summary>A rate is carried when 99 % are decided within this.</summary>
    public required TimeSpan Bound { get; init; }

    /// <summary>A Markdown file for the result.</summary>
    public string? Report { get; init; }

    /// <summary>An HTML file for the result.</summary>
    public string? Page { get; init; }
}

using System.Globalization;

namespace Clearance.LoadTests.Peers;

/// <summary>How long something is measured.</summary>
/// <param name="WarmUp">The time before.</param>
/// <param name="Length">The measured time, at most.</param>
internal readonly record struct PeerPace(TimeSpan WarmUp, TimeSpan Length)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Length.TotalSeconds} s after {WarmUp.TotalSeconds} s");
}

/// <summary>What a run beside the peers is asked for.</summary>
internal sealed record PeersOptions
{
    /// <summary>The engine's assembly.</summary>
    public required string Silo { get; init; }

    /// <summary>A PostgreSQL server, as a role that may create databases.</summary>
    public required string? Connection { get; init; }

    /// <summary>Redis' program; null: (f) is left out, and the report says so.</summary>
    public string? Redis { get; init; }

    /// <summary>Which peers; all of them when empty.</summary>
    public required IReadOnlyList<string> Only { get; init; }

    /// <summary>How long the best setting of each, and the engine, is measured for the result.</summary>
    public required PeerPace Pace { get; init; }

    /// <summary>How long each setting is, to find the best.</summary>
    public required PeerPace Search { get; init; }

    /// <summary>Ids in every registry before.</summary>
    public required long Preload { get; init; }

    /// <summary>Events made ready, at most; a measurement ends when they are used up.</summary>
    public required int Events { get; init; }

    /// <summary>How many taxpayers.</summary>
    public required int Taxpayers { get; init; }

    /// <summary>How unequal they are: the exponent of Zipf's law.</summary>
    public required double Skew { get; init; }

    /// <summary>Bodies under way.</summary>
    public required int InFlight { get; init; }

    /// <summary>Groups of commits the engine gives PostgreSQL at once.</summary>
    public required int Lanes { get; init; }

    /// <summary>Numbers of connections to try.</summary>
    public required IReadOnlyList<int> Connections { get; init; }

    /// <summary>Sizes of groups to try.</summary>
    public required IReadOnlyList<int> Groups { get; init; }

    /// <summary>Where stores are kept while measuring; removed afterwards.</summary>
    public required string Folder { get; init; }

    /// <summary>Where the report goes, beside the console.</summary>
    public string? Report { get; init; }
}

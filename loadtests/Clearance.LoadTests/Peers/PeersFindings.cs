namespace Clearance.LoadTests.Peers;

/// <summary>A setting that was measured, or could not be.</summary>
internal sealed record PeerAttempt(PeerKind Kind, PeerSetting Setting, PeerResult? Result, string? Failure);

/// <summary>What a run beside the peers found.</summary>
internal sealed class PeersFindings
{
    /// <summary>What it was measured on.</summary>
    public List<(string Name, string Value)> Facts { get; } = [];

    /// <summary>What was tried to find the best settings.</summary>
    public List<PeerAttempt> Tried { get; } = [];

    /// <summary>The engine, and each peer at its best, in the order of the run.</summary>
    public List<PeerAttempt> Results { get; } = [];

    /// <summary>What each answered to <see cref="PeerScenarios.All"/>.</summary>
    public List<(PeerKind Kind, IReadOnlyList<string> Answers)> Answers { get; } = [];

    /// <summary>Questions: the engine's, and (e)'s.</summary>
    public (QueryResult Engine, QueryResult Bytes)? Queries { get; set; }

    /// <summary>The setting of a peer with the most decisions per CPU-second whose books are in order; null: there is none.</summary>
    public PeerSetting? BestOf(PeerKind kind) => Tried
        .Where(it => it.Kind.Letter == kind.Letter && it.Result is { Wrong.Count: 0 })
        .MaxBy(static it => it.Result!.PerCpuSecond)?.Setting;

    /// <summary>What was measured for the result, its books in order; null: there is none.</summary>
    public PeerResult? ResultOf(string letter) =>
        Results.Find(it => it.Kind.Letter == letter)?.Result is { Wrong.Count: 0 } result ? result : null;

    /// <summary>The engine's decisions per CPU-second over a peer's; null: one of them has none.</summary>
    public double? Ratio(PeerKind engine, PeerKind peer) =>
        ResultOf(engine.Letter) is { } own && ResultOf(peer.Letter) is { } other ? own.PerCpuSecond / other.PerCpuSecond : null;

    /// <summary>Whether the engine has a result, its books are in order on every store, and it answered everything right.</summary>
    public bool IsEngineRight => ResultOf(PeerKind.Engine.Letter) is not null
        && Results.Where(static it => it.Kind.IsEngine).All(static it => it.Result is { Wrong.Count: 0 })
        && Answers.Where(static it => it.Kind.IsEngine)
            .All(static it => it.Answers.SequenceEqual(PeerScenarios.All.Select(static scenario => scenario.Right)));
}

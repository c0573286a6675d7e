namespace NBomber.Contracts.Stats;

public sealed class NodeStats
{
    internal NodeStats() => throw null!;
}

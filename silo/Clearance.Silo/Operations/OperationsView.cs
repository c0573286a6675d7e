using Clearance.Domain;
using Clearance.Entities;
using Clearance.Kafka;

namespace Clearance.Silo;

/// <summary>Everything an operator is shown, of one moment.</summary>
internal sealed record OperationsView
{
    /// <summary>How many seconds a point of the last quarter of an hour stands for.</summary>
    public const int StepSeconds = 10;

    /// <summary>When.</summary>
    public required Instant At { get; init; }

    /// <summary>Why the engine should not be asked; null: it is ready.</summary>
    public string? NotReady { get; init; }

    /// <summary>Where entities live.</summary>
    public required HostKind Host { get; init; }

    /// <summary>What the store is called.</summary>
    public required string Store { get; init; }

    /// <summary>What was committed so far.</summary>
    public GroupCommitCounts Commits { get; init; }

    /// <summary>What flowed in the last minute.</summary>
    public required FlowsOf Minute { get; init; }

    /// <summary>The last quarter of an hour, the oldest first.</summary>
    public IReadOnlyList<FlowsOf> Quarter { get; init; } = [];

    /// <summary>The last hour of each bank.</summary>
    public IReadOnlyList<BankFlow> Banks { get; init; } = [];

    /// <summary>What stands.</summary>
    public CensusFindings Standing { get; init; } = CensusFindings.None;

    /// <summary>The partitions of Kafka; null: none is read.</summary>
    public IReadOnlyList<PartitionState>? Partitions { get; init; }

    /// <summary>The silos.</summary>
    public IReadOnlyList<SiloState> Silos { get; init; } = [];
}

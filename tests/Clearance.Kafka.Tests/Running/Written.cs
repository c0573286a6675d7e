using System.Collections.Concurrent;
using Clearance.Domain;

namespace Clearance.Kafka.Tests.Running;

/// <summary>What is in the topics.</summary>
internal sealed class Written
{
    /// <summary>Money confirmed, by taxpayer.</summary>
    public Dictionary<string, long> Money { get; } = new(StringComparer.Ordinal);

    /// <summary>The offset after the last message of each partition.</summary>
    public ConcurrentDictionary<(EventStream Stream, int Partition), long> Ends { get; } = new();
}

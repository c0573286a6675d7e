using Clearance.Workload;
using Confluent.Kafka;

namespace Clearance.LoadTests.Open.Ways;

/// <summary>How far the engine's group is in the topics of events: it stores the offset of what is durable and no other.</summary>
internal sealed class GroupProgress : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly IConsumer<Ignore, byte[]> _onlooker;
    private readonly IReadOnlyDictionary<TopicPartition, long> _before;

    public GroupProgress(Brokers brokers)
    {
        _onlooker = brokers.Onlooker();
        _before = StreamNames.All.SelectMany(brokers.Partitions)
            .ToDictionary(static it => it, it => _onlooker.QueryWatermarkOffsets(it, Patience).High.Value);
    }

    /// <summary>Messages finished since the beginning.</summary>
    public long Finished() =>
        _onlooker.Committed(_before.Keys, Patience)
            .Where(static it => !it.Offset.IsSpecial)
            .Sum(it => Math.Max(0, it.Offset.Value - _before[it.TopicPartition]));

    public void Dispose() => _onlooker.Dispose();
}

using System.Text;
using Confluent.Kafka;

namespace Clearance.Kafka.Tests.Running;

/// <summary>What was written to a topic that is published, from the moment this was made.</summary>
internal sealed class PublishedMessages(TestBroker broker, string topic)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Dictionary<TopicPartition, long> _from = Ends(broker, topic);

    /// <summary>The messages, in order within each key.</summary>
    public IReadOnlyList<(string? Key, byte[] Value)> Read()
    {
        using var consumer = broker.Reader();
        var ends = Ends(broker, topic);
        consumer.Assign(ends.Keys.Select(partition => new TopicPartitionOffset(partition, _from.GetValueOrDefault(partition))));
        var messages = new List<(string?, byte[])>();
        var left = ends.Sum(end => end.Value - _from.GetValueOrDefault(end.Key));
        var late = DateTime.UtcNow + Patience;
        while (messages.Count < left)
        {
            DateTime.UtcNow.ShouldBeLessThan(late, $"{topic}: {messages.Count} of {left}");
            if (consumer.Consume(TimeSpan.FromMilliseconds(200)) is { } result && result.Offset < ends[result.TopicPartition])
            {
                messages.Add((result.Message.Key is { } key ? Encoding.UTF8.GetString(key) : null, result.Message.Value));
            }
        }

        return messages;
    }

    private static Dictionary<TopicPartition, long> Ends(TestBroker broker, string topic)
    {
        using var consumer = broker.Reader();
        return broker.PartitionsOf(topic).ToDictionary(
            partition => partition, partition => consumer.QueryWatermarkOffsets(partition, Patience).High.Value);
    }
}
